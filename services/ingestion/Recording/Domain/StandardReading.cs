using FactoryTwin.Common.V1;
using FactoryTwin.Ingestion.V1;

namespace FactoryTwin.Services.Ingestion.Recording.Domain;

/// <summary>A reading in standard form.</summary>
/// <param name="Time">UTC, resolution 100 ns.</param>
/// <param name="Value">Finite, in the point's unit.</param>
internal readonly record struct StandardReading(MappedPoint Point, DateTimeOffset Time, double Value, Quality Quality);

/// <summary>Why something was not taken.</summary>
/// <param name="Column">The column or tag at fault; empty where the whole row is.</param>
/// <param name="Detail">In words, with the offending text.</param>
internal readonly record struct Fault(RejectReason Reason, string Column, string Detail);

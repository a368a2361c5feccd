using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FactoryTwin.Ingestion.V1;
using FactoryTwin.Services.Ingestion.Recording.Domain;
using FactoryTwin.Services.Ingestion.Registry.Domain;
using FactoryTwin.Storage;
using Google.Protobuf.WellKnownTypes;

namespace FactoryTwin.Services.Ingestion.Rejects;

/// <summary>
/// Keeps what was not taken. The id comes from the content (context, line, raw text) and the fault's number within the row, so the
/// same row sent again is kept once, and the faults of a row stand side by side.
/// </summary>
internal static class RejectedRows
{
    public static RejectedRow Create(string source, string context, int line, string raw, int number, Fault fault, string rawBatch, DateTimeOffset received) => new()
    {
        Name = string.Create(CultureInfo.InvariantCulture, $"{SourceNames.RejectedRows(source)}{RowId(context, line, raw)}-{number:D4}"),
        Line = line,
        Column = fault.Column,
        Reason = fault.Reason,
        Detail = fault.Detail,
        Raw = raw,
        RawBatch = rawBatch,
        ReceiveTime = received.ToTimestamp(),
    };

    /// <summary>The part of the name that all faults of a row have in common.</summary>
    public static string RowOf(string name) => name[..name.LastIndexOf('-')];

    /// <summary>Stores the row unless it is kept already.</summary>
    public static void Keep(IStoreTransaction transaction, RejectedRow row)
    {
        if (transaction.Get(IngestionStore.RejectedRows, row.Name) is null) transaction.Put(IngestionStore.RejectedRows, row);
    }

    private static string RowId(string context, int line, string raw)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(number, line);
        hash.AppendData(Encoding.UTF8.GetBytes(context));
        hash.AppendData(number);
        hash.AppendData(Encoding.UTF8.GetBytes(raw));
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 12));
    }
}

namespace FactoryTwin.Services.Energy.Meters.Domain;

/// <summary>How far a reading may be trusted; numbers as in the contract, the worse the larger.</summary>
public enum ReadingQuality { Unspecified, Good, Uncertain, Bad }

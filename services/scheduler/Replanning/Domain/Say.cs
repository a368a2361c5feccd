namespace FactoryTwin.Services.Scheduler.Replanning.Domain;

/// <summary>Times and numbers as reasons write them.</summary>
internal static class Say
{
    /// <summary>"14:00", with the date where it is not the reader's day. UTC.</summary>
    public static string Time(DateTimeOffset time, DateTimeOffset now)
    {
        var utc = time.UtcDateTime;
        var clock = utc.ToString(utc.Second == 0 ? "HH:mm" : "HH:mm:ss");
        return utc.Date == now.UtcDateTime.Date ? clock : $"{utc:yyyy-MM-dd} {clock}";
    }

    /// <summary>"1 part", "3 parts".</summary>
    public static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}{(noun.EndsWith("ch", StringComparison.Ordinal) ? "es" : "s")}";
}

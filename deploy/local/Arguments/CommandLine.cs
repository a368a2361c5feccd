using System.Globalization;

namespace FactoryTwin.Local.Arguments;

/// <summary>Reads the command line: "--name value" or "--name=value".</summary>
internal static class CommandLine
{
    /// <summary>False with words for the person who typed it.</summary>
    public static bool TryParse(IReadOnlyList<string> args, out LocalOptions options, out string fault)
    {
        options = new LocalOptions();
        fault = "";
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < args.Count && fault.Length == 0; i++)
        {
            var (name, value) = Split(args[i]);
            if (!seen.Add(name))
                fault = $"{name} is given twice.";
            else if (name is "--port" or "--data" or "--speed")
                options = WithValue(options, name, value ?? (i + 1 < args.Count ? args[++i] : null), out fault);
            else if (value is not null && name.StartsWith("--", StringComparison.Ordinal))
                fault = $"{name} takes no value.";
            else
                options = WithFlag(options, name, out fault);
        }
        return fault.Length == 0;
    }

    private static (string Name, string? Value) Split(string argument)
    {
        var equals = argument.StartsWith("--", StringComparison.Ordinal) ? argument.IndexOf('=') : -1;
        return equals < 0 ? (argument, null) : (argument[..equals], argument[(equals + 1)..]);
    }

    private static LocalOptions WithValue(LocalOptions options, string name, string? value, out string fault)
    {
        fault = "";
        switch (name)
        {
            case "--port" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= 65534:
                return options with { Port = port };
            case "--port":
                fault = Wrong(name, value, "a port from 1 to 65534 (gRPC takes the next one)");
                return options;
            case "--speed" when double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var speed) && speed is >= 0.1 and <= 600:
                return options with { Speed = speed };
            case "--speed":
                fault = Wrong(name, value, "a number from 0.1 to 600");
                return options;
            case "--data" when !string.IsNullOrWhiteSpace(value) && !value.StartsWith("--", StringComparison.Ordinal):
                return options with { DataDirectory = Path.GetFullPath(value) };
            default:
                fault = Wrong(name, value, "a directory");
                return options;
        }
    }

    private static LocalOptions WithFlag(LocalOptions options, string name, out string fault)
    {
        fault = "";
        switch (name)
        {
            case "--clean":
                return options with { Clean = true };
            case "--no-plant":
                return options with { Plant = false };
            case "--help" or "-h":
                return options with { Help = true };
            default:
                fault = $"'{name}' is not an option.";
                return options;
        }
    }

    private static string Wrong(string name, string? value, string expected) =>
        value is null ? $"{name} needs a value: {expected}." : $"{name} '{value}' is not {expected}.";
}

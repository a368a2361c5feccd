namespace FactoryTwin.Local.Arguments;

/// <summary>The text that run.sh shows without building anything, too.</summary>
internal static class HelpText
{
    public static string Read()
    {
        using var stream = typeof(HelpText).Assembly.GetManifestResourceStream("help.txt")
            ?? throw new InvalidOperationException("The program was built without its help.");
        return new StreamReader(stream).ReadToEnd();
    }
}

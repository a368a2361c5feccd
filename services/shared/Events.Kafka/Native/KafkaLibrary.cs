using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace FactoryTwin.Events.Kafka.Native;

/// <summary>librdkafka is missing, cannot be loaded or is too old.</summary>
public sealed class KafkaLibraryException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// Finds librdkafka, once in a process: the configured file, else the one beside the program, else the system's. Everything that speaks
/// to it in this process gets the same.
/// </summary>
internal static class KafkaLibrary
{
    /// <summary>The oldest that the consumer works with: it asks for leader epochs, which came with 2.1.</summary>
    private const uint Oldest = 0x02_01_00_ff;

    private const string Needed = "The Kafka adapter needs librdkafka 2.1 or newer: put librdkafka.so.1 beside the program, name one in Events:Kafka:Library, or install the system's package (librdkafka1)";
    private static readonly Lock Gate = new();
    private static IntPtr handle;
    private static string loaded = "";

    /// <summary>Loads it. A second call changes nothing.</summary>
    /// <returns>Version and path, for people.</returns>
    /// <exception cref="KafkaLibraryException">There is none that can be used; says which were tried.</exception>
    public static string Load(string configured)
    {
        lock (Gate)
        {
            if (handle != IntPtr.Zero) return loaded;
            (handle, loaded) = Find(configured);
            NativeLibrary.SetDllImportResolver(typeof(Library).Assembly, Resolve);
            NativeLibrary.SetDllImportResolver(typeof(KafkaLibrary).Assembly, Resolve);
            return loaded;
        }
    }

    /// <summary>Opens what <see cref="Load"/> would take, and looks at its version.</summary>
    internal static (IntPtr Library, string Name) Find(string configured)
    {
        var (library, path) = Open(configured);
        if (!NativeLibrary.TryGetExport(library, "rd_kafka_version", out var function)) throw new KafkaLibraryException($"'{path}' is not librdkafka. {Needed}.");
        var version = Marshal.GetDelegateForFunctionPointer<VersionFunction>(function)();
        if (version < Oldest) throw new KafkaLibraryException($"librdkafka {Text(version)} ('{path}') is too old. {Needed}.");
        return (library, $"librdkafka {Text(version)} ({path})");
    }

    private static (IntPtr Library, string Path) Open(string configured)
    {
        if (configured.Length > 0)
        {
            try
            {
                return (NativeLibrary.Load(Path.GetFullPath(configured)), configured);
            }
            catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
            {
                throw new KafkaLibraryException($"'{configured}' cannot be loaded: {e.Message.ReplaceLineEndings(" ")}", e);
            }
        }
        var bundled = Names.Select(name => Path.Combine(AppContext.BaseDirectory, name)).Where(File.Exists);
        foreach (var candidate in bundled.Concat(Names))
            if (NativeLibrary.TryLoad(candidate, out var library)) return (library, candidate);
        throw new KafkaLibraryException($"librdkafka was not found. {Needed}.");
    }

    private static IEnumerable<string> Names => OperatingSystem.IsWindows() ? ["librdkafka.dll"]
        : OperatingSystem.IsMacOS() ? ["librdkafka.1.dylib", "librdkafka.dylib"]
        : ["librdkafka.so.1", "librdkafka.so"];

    /// <summary>Gives the library that was loaded to whoever declares functions of "librdkafka".</summary>
    internal static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? search) => name == "librdkafka" ? handle : IntPtr.Zero;

    /// <summary>0x020f01ff is 2.15.1.</summary>
    private static string Text(uint version) =>
        string.Create(CultureInfo.InvariantCulture, $"{version >> 24}.{(version >> 16) & 0xff}.{(version >> 8) & 0xff}");

    private delegate uint VersionFunction();
}

using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Rest.Tests.Json;

/// <summary>Google's JSON mapping in Python, in a process of its own.</summary>
internal sealed class JsonPeer : IDisposable
{
    private readonly Process _process;
    private readonly string _descriptors = Path.GetTempFileName();

    public JsonPeer(MessageDescriptor message, [CallerFilePath] string here = "")
    {
        var set = new FileDescriptorSet();
        Add(message.File, set, []);
        File.WriteAllBytes(_descriptors, set.ToByteArray());
        var script = Path.Combine(Path.GetDirectoryName(here)!, "..", "peers", "json_peer.py");
        _process = Process.Start(new ProcessStartInfo("/usr/bin/python3", [script, _descriptors, message.FullName])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
    }

    /// <summary>What Python writes for a message.</summary>
    public string Print(IMessage message, bool protoNames, bool defaults) =>
        Ask(new JsonObject { ["print"] = message.ToByteString().ToBase64(), ["names"] = protoNames, ["defaults"] = defaults }, "json");

    /// <summary>What Python reads from a text, encoded.</summary>
    public byte[] Parse(string json) => Convert.FromBase64String(Ask(new JsonObject { ["parse"] = json }, "wire"));

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
            _process.Kill();
        _process.Dispose();
        File.Delete(_descriptors);
    }

    private string Ask(JsonObject question, string wanted)
    {
        _process.StandardInput.WriteLine(question.ToJsonString());
        _process.StandardInput.Flush();
        var line = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The peer ended.");
        var answer = JsonNode.Parse(line)!;
        return (string?)answer[wanted] ?? throw new JsonException((string?)answer["error"]);
    }

    private static void Add(FileDescriptor file, FileDescriptorSet set, HashSet<string> seen)
    {
        if (!seen.Add(file.Name))
            return;
        foreach (var import in file.Dependencies)
            Add(import, set, seen);
        set.File.Add(FileDescriptorProto.Parser.ParseFrom(file.SerializedData));
    }
}

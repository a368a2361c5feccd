using FactoryTwin.Fuzz.Inputs;
using FactoryTwin.Fuzz.Runs;
using FactoryTwin.Fuzz.Verdicts;
using Google.Protobuf;

namespace FactoryTwin.Fuzz.Attacks;

/// <summary>Calls in sound frames: messages that say hostile things, and bytes that are no messages.</summary>
internal sealed class ProtobufAttack : IAttack
{
    public string Name => "protobuf";

    public async Task<string?> RunAsync(FiringRange range, Random random)
    {
        var target = random.Of(range.Targets);
        var damaged = random.Percent(50);
        List<byte> body = [];
        List<string> parts = [];
        for (var count = target.Method.IsClientStreaming ? random.Next(0, 5) : 1; count > 0; count--)
        {
            var message = MessageMaker.Make(random, target.Method.InputType);
            var (what, bytes) = damaged ? ProtobufDamage.Of(random, message) : ("sound", message.ToByteArray());
            body.AddRange(Requests.Message(bytes));
            parts.Add($"{what}: {Convert.ToHexString(bytes.AsSpan(0, Math.Min(bytes.Length, 400)))}");
        }
        var door = Requests.Door(range, random, target);
        var answer = await Requests.CallAsync(
            range, door, Requests.Grpc(target.Path, range.Addresses.UserToken, Requests.Timeout(target)), body.ToArray());
        if (answer.IsSilence || answer is { GrpcStatus: null, Reset: null, Ended: false, GoAway: null })
            return $"{door} {target.Path}: no answer to {string.Join(" | ", parts)}";
        return Verdict.Grpc(answer, damaged ? GrpcFaults.Message : GrpcFaults.None) is { } fault ? $"{door} {target.Path}: {fault}; answered {answer.Status} {answer.Body.Length} bytes; sent {string.Join(" | ", parts)}" : null;
    }
}

using System.Text;
using FactoryTwin.Fuzz.Inputs;
using FactoryTwin.Fuzz.Runs;

namespace FactoryTwin.Fuzz.Attacks;

/// <summary>JSON bodies: sound ones that say hostile things, and broken ones.</summary>
internal sealed class JsonAttack : IAttack
{
    public string Name => "json";

    public Task<string?> RunAsync(FiringRange range, Random random)
    {
        var bodies = range.Targets.Where(target => target.Rest.Any(rule => rule.HasBody && !rule.HasRawBody)).ToArray();
        if (bodies.Length == 0)
            return Task.FromResult<string?>(null);
        var target = random.Of(bodies);
        var binding = target.Rest.First(rule => rule.HasBody && !rule.HasRawBody);
        var type = binding.BodyField is { FieldType: Google.Protobuf.Reflection.FieldType.Message } field ? field.MessageType : target.Method.InputType;
        var message = MessageMaker.Make(random, type, wellFormed: true);
        var body = random.Percent(40) ? Encoding.UTF8.GetBytes(JsonDamage.Sound(message)) : JsonDamage.Of(random, message).Bytes;
        if (target.Method.IsClientStreaming)
            body = random.Percent(50) ? [(byte)'[', .. body, (byte)',', .. body, (byte)']'] : [.. body, (byte)'\n', .. body];
        List<(string, string)> headers = [("authorization", "Bearer " + range.Addresses.UserToken), ("content-type", random.Percent(80) ? "application/json" : "application/x-ndjson")];
        if (random.Percent(10))
            headers.Add(("if-match", random.Of(["*", "\"x\"", "W/\"x\"", "\"a\", \"b\"", "x", "\"", "", "\"\u00ff\""])));
        var path = RestRequest.Fill(random, binding) + (random.Percent(20) ? "?" + Query.Of(random, target.Method.InputType) : "");
        return new RestRequest(target, binding.HttpMethod, path, headers, body).RunAsync(range, random);
    }
}

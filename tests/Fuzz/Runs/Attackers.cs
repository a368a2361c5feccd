using FactoryTwin.Fuzz.Attacks;

namespace FactoryTwin.Fuzz.Runs;

/// <summary>Every attack there is.</summary>
internal static class Attackers
{
    public static IReadOnlyList<IAttack> All { get; } =
        [new ProtobufAttack(), new FramingAttack(), new GrpcHeadersAttack(), new JsonAttack(), new TargetAttack(), new UploadAttack(), new Http2Attack(), new Http1Attack(), new RegistrationAttack(), new LifecycleAttack(), new HostileServerAttack(), new SlowAttack()];

    public static IReadOnlyList<IAttack> Named(IReadOnlyList<string> names) =>
        names.Count == 0 ? All : [.. names.Select(name => All.FirstOrDefault(each => each.Name == name) ?? throw new FormatException($"There is no attack '{name}': {string.Join(", ", All.Select(each => each.Name))}."))];
}

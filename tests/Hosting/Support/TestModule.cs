using Microsoft.Extensions.DependencyInjection;

namespace FactoryTwin.Hosting.Tests.Support;

/// <summary>A module whose parts the test gives.</summary>
internal sealed class TestModule(string name, Action<IServiceModuleBuilder> build) : ServiceModule
{
    public override string Name => name;

    public override string Description => "Made for a test.";

    public override string Owner => "tests";

    public override IReadOnlyList<string> StartsAfter => After;

    /// <summary>What it starts after.</summary>
    public IReadOnlyList<string> After { get; init; } = [];

    public override void Build(IServiceModuleBuilder builder) => build(builder);

    /// <summary>Serves the valves.</summary>
    public static TestModule Valves(ValveBench bench, Action<IServiceModuleBuilder>? more = null, string name = "valves") => new(name, builder =>
    {
        builder.Services.AddSingleton(bench);
        builder.Serves<ValvesService>();
        more?.Invoke(builder);
    });
}

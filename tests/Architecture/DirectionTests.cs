namespace FactoryTwin.Architecture.Tests;

/// <summary>Who may depend on whom.</summary>
public sealed class DirectionTests
{
    private static readonly string[] Shared = ["Rpc", "Contracts", "Events", "Events.Kafka", "Storage", "Hosting"];

    private static readonly Dictionary<string, string[]> SharedDownwards = new(StringComparer.Ordinal)
    {
        ["Rpc"] = [],
        ["Events"] = [],
        ["Events.Kafka"] = ["Events"],
        ["Contracts"] = ["Rpc"],
        ["Storage"] = ["Events"],
        ["Hosting"] = ["Rpc", "Contracts", "Events", "Events.Kafka", "Storage"],
    };

    [Test]
    public void Every_reference_points_in_an_allowed_direction()
    {
        var wrong = Repository.Projects
            .SelectMany(project => Repository.References(project).Select(reference => (From: project, To: reference)))
            .Where(edge => !IsAllowed(Part(edge.From), Part(edge.To)))
            .Select(edge => $"{edge.From} must not reference {edge.To}");
        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void The_rules_refuse_what_they_should()
    {
        Assert.Multiple(() =>
        {
            Assert.That(IsAllowed("services/energy", "services/scheduler"), Is.False, "service to service");
            Assert.That(IsAllowed("services/shared/Rpc", "services/shared/Hosting"), Is.False, "shared upwards");
            Assert.That(IsAllowed("services/shared/Hosting", "services/energy"), Is.False, "shared to service");
            Assert.That(IsAllowed("gateway", "services/energy"), Is.False, "gateway to service");
            Assert.That(IsAllowed("services/energy", "deploy/local"), Is.False, "service to deploy");
            Assert.That(IsAllowed("services/energy", "services/shared/Hosting"), Is.True, "service to shared");
            Assert.That(IsAllowed("deploy/local", "services/energy"), Is.True, "deploy to service");
        });
    }

    [Test]
    public void No_service_speaks_another_services_namespace()
    {
        var wrong =
            from file in Repository.ProductCSharp
            where file.StartsWith("services/", StringComparison.Ordinal) && !file.StartsWith("services/shared/", StringComparison.Ordinal)
            let own = Namespace(file.Split('/')[1])
            from line in Repository.Code(file)
            where line.Text.Contains("using FactoryTwin.Services.", StringComparison.Ordinal)
                && !line.Text.Contains($"using FactoryTwin.Services.{own}", StringComparison.Ordinal)
            select $"{file}:{line.Number}: {line.Text.Trim()}";
        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void The_console_sees_the_contracts_and_its_own_files_only()
    {
        var wrong =
            from file in Repository.Files
            where file.StartsWith("gateway/console/src/", StringComparison.Ordinal) && (file.EndsWith(".ts", StringComparison.Ordinal) || file.EndsWith(".tsx", StringComparison.Ordinal))
            let depth = file.Split('/').Length - 4
            from line in Repository.Code(file)
            where line.Text.Contains(string.Concat(Enumerable.Repeat("../", depth + 1)), StringComparison.Ordinal)
            select $"{file}:{line.Number}: {line.Text.Trim()}";
        Assert.That(wrong, Is.Empty);
    }

    private static string Namespace(string folder) =>
        string.Concat(folder.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

    /// <summary>The part of the layout that a project belongs to.</summary>
    private static string Part(string project)
    {
        var pieces = project.Split('/');
        return pieces switch
        {
            ["services", "shared", var layer, ..] => $"services/shared/{layer}",
            ["services", var service, ..] => $"services/{service}",
            ["deploy", var target, ..] => $"deploy/{target}",
            [var top, ..] => top,
            _ => project,
        };
    }

    private static bool IsAllowed(string from, string to)
    {
        if (from == to || from == "tests") return true;
        if (to is "tests" || to.StartsWith("deploy/", StringComparison.Ordinal)) return false;
        var toShared = Shared.Contains(to.Split('/')[^1], StringComparer.Ordinal) && to.StartsWith("services/shared/", StringComparison.Ordinal);
        if (from.StartsWith("services/shared/", StringComparison.Ordinal))
            return toShared && SharedDownwards[from.Split('/')[^1]].Contains(to.Split('/')[^1], StringComparer.Ordinal);
        if (from.StartsWith("deploy/", StringComparison.Ordinal)) return true;
        return toShared;
    }
}

using System.Text.RegularExpressions;

namespace FactoryTwin.Architecture.Tests;

/// <summary>The domain is rules alone, and time comes from TimeProvider alone.</summary>
public sealed partial class DomainPurityTests
{
    private static IEnumerable<string> DomainFiles => Repository.ProductCSharp.Where(f => f.Contains("/Domain/", StringComparison.Ordinal));

    [Test]
    public void The_domain_knows_no_transport_no_store_and_no_clock()
    {
        var wrong =
            from file in DomainFiles
            from line in Repository.Code(file)
            let match = Impure().Match(line.Text)
            where match.Success
            select $"{file}:{line.Number}: {match.Value}";
        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void Domain_files_live_in_domain_namespaces()
    {
        var wrong = DomainFiles.Where(f => !DomainNamespace().IsMatch(Repository.Read(f)));
        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void Every_service_has_a_domain()
    {
        var services = Repository.Projects
            .Where(p => p.StartsWith("services/", StringComparison.Ordinal) && !p.StartsWith("services/shared/", StringComparison.Ordinal))
            .Select(p => p.Split('/')[1]);
        Assert.That(services, Is.Not.Empty);
        Assert.That(services.Where(s => !DomainFiles.Any(f => f.StartsWith($"services/{s}/", StringComparison.Ordinal))), Is.Empty);
    }

    [Test]
    public void The_product_reads_time_from_TimeProvider_and_never_sleeps()
    {
        var wrong =
            from file in Repository.ProductCSharp
            from line in Repository.Code(file)
            let match = OwnClock().Match(line.Text)
            where match.Success
            select $"{file}:{line.Number}: {match.Value}";
        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void Tests_do_not_sleep()
    {
        var wrong =
            from file in Repository.CSharp
            where file.StartsWith("tests/", StringComparison.Ordinal) && !file.StartsWith("tests/Architecture/", StringComparison.Ordinal)
            from line in Repository.Code(file)
            where line.Text.Contains("Thread.Sleep(", StringComparison.Ordinal)
            select $"{file}:{line.Number}";
        Assert.That(wrong, Is.Empty);
    }

    [GeneratedRegex(@"\b(Grpc\.Core|Google\.Protobuf|FactoryTwin\.(Rpc|Storage|Events|Hosting)|Microsoft\.(AspNetCore|Extensions|Data)|System\.(Net|Data)|File\.|Directory\.|Console\.|TimeProvider\.System|DateTime(Offset)?\.(Utc)?Now|Stopwatch|Environment\.|Random\.Shared|new Random\(\))", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Impure();

    [GeneratedRegex(@"^namespace [\w.]+\.Domain(\.\w+)*;", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DomainNamespace();

    [GeneratedRegex(@"\bDateTime(Offset)?\.(Utc)?Now\b|\bThread\.Sleep\(", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OwnClock();
}

using System.Text.RegularExpressions;
using Google.Api;
using Google.Protobuf.Reflection;
using FactoryTwin.Options.V1;

namespace FactoryTwin.Architecture.Tests;

/// <summary>What every contract in proto/ must keep (AIP, and our own rules).</summary>
public sealed partial class ContractTests
{
    private static readonly IReadOnlyList<MethodDescriptor> Methods =
    [
        .. typeof(FactoryTwin.Twin.V1.Point).Assembly.GetTypes()
            .Where(t => t.Name.EndsWith("Reflection", StringComparison.Ordinal))
            .Select(t => (FileDescriptor?)t.GetProperty("Descriptor")?.GetValue(null))
            .OfType<FileDescriptor>()
            .SelectMany(f => f.Services)
            .SelectMany(s => s.Methods),
    ];

    [Test]
    public void There_are_methods() => Assert.That(Methods, Has.Count.GreaterThan(30));

    [Test]
    public void Every_method_has_an_http_rule() =>
        Assert.That(Methods.Where(m => m.GetOptions()?.GetExtension(AnnotationsExtensions.Http) is null).Select(m => m.FullName), Is.Empty);

    [Test]
    public void Every_method_says_who_may_call_it() =>
        Assert.That(Methods.Where(m => m.GetOptions()?.GetExtension(AccessExtensions.Access) is null).Select(m => m.FullName), Is.Empty);

    [Test]
    public void Every_method_is_explained()
    {
        var wrong =
            from method in Methods
            let text = File.ReadAllText(Path.Combine(Repository.Root, "proto", method.File.Name))
            where !Regex.IsMatch(text, $@"//[^\n]*\n\s*rpc {method.Name}\(", RegexOptions.None, TimeSpan.FromSeconds(1))
            select method.FullName;
        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void Every_list_is_paged()
    {
        var wrong =
            from method in Methods
            where method.Name.StartsWith("List", StringComparison.Ordinal)
            where method.InputType.FindFieldByName("page_size") is null
                || method.InputType.FindFieldByName("page_token") is null
                || method.OutputType.FindFieldByName("next_page_token") is null
            select method.FullName;
        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void Every_update_has_a_mask()
    {
        var wrong = Methods.Where(m => m.Name.StartsWith("Update", StringComparison.Ordinal) && m.InputType.FindFieldByName("update_mask") is null);
        Assert.That(wrong.Select(m => m.FullName), Is.Empty);
    }

    [Test]
    public void Enums_begin_with_unspecified()
    {
        var wrong = Methods.SelectMany(m => new[] { m.InputType, m.OutputType }).SelectMany(t => t.File.EnumTypes).Distinct()
            .Where(e => e.File.Package.StartsWith("factorytwin", StringComparison.Ordinal) && !e.FindValueByNumber(0).Name.EndsWith("_UNSPECIFIED", StringComparison.Ordinal));
        Assert.That(wrong.Select(e => e.FullName), Is.Empty);
    }
}

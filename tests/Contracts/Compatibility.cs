using FactoryTwin.Contracts.Tests.Lint;
using Google.Api;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Contracts.Tests;

/// <summary>What breaks a caller although the messages stay: the REST routes, who may call, what must be sent.</summary>
internal static class Compatibility
{
    /// <summary>The breaks between what was published and what is there, a line each.</summary>
    public static IEnumerable<string> Breaks(Contract published, Contract today)
    {
        var methods = today.Methods.ToDictionary(method => method.Descriptor.FullName, StringComparer.Ordinal);
        foreach (var before in published.Methods)
        {
            var name = before.Descriptor.FullName;
            if (!methods.TryGetValue(name, out var now))
                continue; // buf tells of it
            foreach (var route in Routes(before).Except(Routes(now), StringComparer.Ordinal))
                yield return $"{name}: the route {route} is gone";
            if (before.Access is { } was && now.Access is { } access && !Admits(access, was))
                yield return $"{name}: some who could call it no longer can";
        }
        var fields = today.Fields.ToDictionary(field => field.FullName, StringComparer.Ordinal);
        foreach (var before in published.Fields)
        {
            if (fields.TryGetValue(before.FullName, out var now) && IsRequired(now) && !IsRequired(before))
                yield return $"{before.FullName}: has become required";
        }
    }

    private static bool IsRequired(FieldDescriptor field) => Contract.Behaviors(field).Contains(FieldBehavior.Required);

    private static bool Admits(Options.V1.Access now, Options.V1.Access before) =>
        now.Anonymous || (!before.Anonymous && (now.Roles.Count == 0 || (before.Roles.Count > 0 && !before.Roles.Except(now.Roles, StringComparer.Ordinal).Any())));

    /// <summary>Every route, as a caller sees it: the names of variables do not count, what is in the body does.</summary>
    private static IEnumerable<string> Routes(Lint.Rpc method) =>
        method.Http is not { } rule ? [] : rule.AdditionalBindings.Prepend(rule).Select(each =>
            $"{each.PatternCase} {Templates.Open(PathOf(each))} body '{each.Body}' response '{each.ResponseBody}'");

    private static string PathOf(HttpRule rule) => string.Concat(rule.Get, rule.Put, rule.Post, rule.Delete, rule.Patch, rule.Custom?.Path);
}

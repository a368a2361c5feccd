using System.Collections;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace FactoryTwin.Hosting.Configuration;

/// <summary>
/// Sets an options object from a section. Unlike the framework's binder it goes on after a fault and refuses keys that no property
/// has, because a misspelt option that is silently ignored is found in production.
/// </summary>
internal sealed class SectionBinder(Action<string, string> fault)
{
    public void Bind(object target, IConfigurationSection section)
    {
        var properties = target.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.CanWrite || !ScalarText.Reads(p.PropertyType))
            .ToDictionary(p => p.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var child in section.GetChildren())
        {
            if (properties.TryGetValue(child.Key, out var property))
                Set(target, property, child);
            else
                fault(child.Path, $"is not an option; the options here are {string.Join(", ", properties.Values.Select(p => p.Name).Order())}.");
        }
    }

    private void Set(object target, PropertyInfo property, IConfigurationSection child)
    {
        if (TryRead(property.PropertyType, property.CanRead ? property.GetValue(target) : null, child, out var value) && property.CanWrite)
            property.SetValue(target, value);
    }

    private bool TryRead(Type type, object? current, IConfigurationSection section, out object? value)
    {
        if (ScalarText.Reads(type))
            return TryReadScalar(type, section, out value);
        if (ElementOf(type) is { } element)
            return TryReadList(type, element, section, out value);
        if (type.IsGenericType && typeof(IDictionary).IsAssignableFrom(type) && type.GetGenericArguments()[0] == typeof(string))
            return TryReadDictionary(type, current, section, out value);
        value = current ?? Activator.CreateInstance(type)!;
        Bind(value, section);
        return true;
    }

    private bool TryReadScalar(Type type, IConfigurationSection section, out object? value)
    {
        value = null;
        if (section.Value is null)
        {
            fault(section.Path, "needs one value, not a group of them.");
            return false;
        }
        if (ScalarText.TryParse(type, section.Value, out value, out var expected))
            return true;
        fault(section.Path, $"'{Redaction.Of(section.Key, section.Value)}' is not {expected}.");
        return false;
    }

    private bool TryReadList(Type type, Type element, IConfigurationSection section, out object? value)
    {
        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(element))!;
        foreach (var child in section.GetChildren())
        {
            if (TryRead(element, null, child, out var item))
                list.Add(item);
        }
        value = list;
        if (type.IsArray)
        {
            var array = Array.CreateInstance(element, list.Count);
            list.CopyTo(array, 0);
            value = array;
        }
        return true;
    }

    private bool TryReadDictionary(Type type, object? current, IConfigurationSection section, out object? value)
    {
        var map = (IDictionary)(current ?? Activator.CreateInstance(type)!);
        foreach (var child in section.GetChildren())
        {
            if (TryRead(type.GetGenericArguments()[1], null, child, out var item))
                map[child.Key] = item;
        }
        value = map;
        return true;
    }

    private static Type? ElementOf(Type type)
    {
        if (type.IsArray)
            return type.GetElementType();
        if (!type.IsGenericType)
            return null;
        var definition = type.GetGenericTypeDefinition();
        return definition == typeof(List<>) || definition == typeof(IReadOnlyList<>) || definition == typeof(IList<>)
            ? type.GetGenericArguments()[0]
            : null;
    }
}

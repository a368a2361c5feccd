using Google.Protobuf.Reflection;

namespace FactoryTwin.Rpc.OpenApi;

/// <summary>Reads what the authors of a contract wrote about its parts.</summary>
public static class Comments
{
    /// <summary>The comment above the declaration, as one paragraph; null where there is none or the set came without source info.</summary>
    public static string? Of(IDescriptor descriptor)
    {
        var comment = (descriptor as DescriptorBase)?.Declaration?.LeadingComments;
        if (string.IsNullOrWhiteSpace(comment))
            return null;
        return string.Join(' ', comment.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
    }
}

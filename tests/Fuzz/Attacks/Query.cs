using FactoryTwin.Fuzz.Inputs;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Fuzz.Attacks;

/// <summary>Query strings: fields of a request with hostile values, and what is no query at all.</summary>
internal static class Query
{
    private static readonly string[] Common = ["pageSize", "page_size", "pageToken", "page_token", "filter", "orderBy", "order_by", "updateMask", "update_mask", "view", "etag", "validateOnly", "x", "", "$", "a.b.c", "name"];

    public static string Of(Random random, MessageDescriptor type) => random.Next(30) switch
    {
        0 => string.Join('&', Enumerable.Range(0, random.Next(1, 3000)).Select(index => $"p{index}=1")),
        1 => string.Join('&', Enumerable.Repeat(One(random, type), random.Next(2, 300))),
        2 => string.Join('.', Enumerable.Repeat("part", random.Next(1, 1000))) + "=1",
        3 => random.Of(["&&&&", "=", "==", "&=&", "%", "%=%", "a=%zz", "a=%ff%fe", "a=%00", "a=b=c", "?", "a[]=1", "a;b", "+=+", "%F0%9F"]),
        _ => string.Join('&', Enumerable.Range(0, random.Next(1, 5)).Select(_ => One(random, type))),
    };

    private static string One(Random random, MessageDescriptor type)
    {
        var name = random.Percent(70) ? Path(random, type) : random.Of(Common);
        var value = HostileText.Value(random);
        if (value.Length > 3000)
            value = value[..3000];
        return name + "=" + (random.Percent(70) ? Uri.EscapeDataString(value) : RestRequest.Escape(value.Replace("#", "%23")));
    }

    private static string Path(Random random, MessageDescriptor type)
    {
        List<string> names = [];
        for (var at = type; at is not null && at.Fields.InDeclarationOrder().Count > 0 && names.Count < 5;)
        {
            var field = random.Of([.. at.Fields.InDeclarationOrder()]);
            names.Add(random.Percent(50) ? field.Name : field.JsonName);
            at = field.FieldType == FieldType.Message && random.Percent(50) ? field.MessageType : null;
        }
        return string.Join('.', names);
    }
}

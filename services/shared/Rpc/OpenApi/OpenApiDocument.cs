using System.Text.Json.Nodes;
using FactoryTwin.Rpc.Transcoding;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Rpc.OpenApi;

/// <summary>What a document says of itself.</summary>
public sealed record OpenApiInfo(string Title, string Version, string Description);

/// <summary>Who may call a method, as far as a description of the API tells it.</summary>
/// <param name="Anonymous">True where no credentials are needed.</param>
/// <param name="Roles">Any one of them will do; empty means anyone who has signed in.</param>
public sealed record MethodAccess(bool Anonymous, IReadOnlyList<string> Roles);

/// <summary>Makes OpenAPI 3.1 documents out of descriptors. Comments are in it where the descriptors have them.</summary>
public static class OpenApiDocument
{
    private const string BearerText = "A token of the installation's OIDC provider, or of POST /v1/sessions in local mode. The names listed with it are roles: any one will do.";

    /// <summary>The document of some services.</summary>
    /// <param name="info">Title and version.</param>
    /// <param name="services">Each becomes a tag; methods without a <c>google.api.http</c> rule are left out.</param>
    /// <param name="access">Who may call a method.</param>
    /// <param name="unit">The unit that a number is measured in; null where it has none or nothing is known of it.</param>
    /// <exception cref="FormatException">A rule does not fit its messages.</exception>
    public static JsonObject Of(
        OpenApiInfo info, IEnumerable<ServiceDescriptor> services, Func<MethodDescriptor, MethodAccess> access, Func<FieldDescriptor, string?>? unit = null)
    {
        SchemaWriter schemas = new(unit ?? (_ => null));
        SortedDictionary<string, JsonObject> paths = new(StringComparer.Ordinal);
        JsonArray tags = [];
        foreach (var service in services)
        {
            tags.Add(Tag(service));
            foreach (var method in service.Methods)
            {
                var number = 0;
                foreach (var binding in HttpRules.Of(method))
                {
                    var path = PathParameters.Of(binding.Template);
                    if (!paths.TryGetValue(path.Path, out var item))
                        paths[path.Path] = item = [];
                    item[KeyOf(binding.HttpMethod)] = new OperationWriter(schemas, binding, path, access(method)).Write(number++);
                }
            }
        }
        return Document(info, tags, ToObject(paths), schemas.ToJson());
    }

    /// <summary>One document of several; where two have the same path or schema, the first one's stands.</summary>
    public static JsonObject Merge(OpenApiInfo info, IEnumerable<JsonObject> documents)
    {
        SortedDictionary<string, JsonObject> paths = new(StringComparer.Ordinal);
        SortedDictionary<string, JsonObject> schemas = new(StringComparer.Ordinal);
        SortedDictionary<string, JsonObject> tags = new(StringComparer.Ordinal);
        foreach (var document in documents)
        {
            foreach (var (path, item) in Members(document["paths"]))
            {
                if (!paths.TryGetValue(path, out var merged))
                    paths[path] = merged = [];
                foreach (var (method, operation) in Members(item))
                    merged.TryAdd(method, operation!.DeepClone());
            }
            foreach (var (name, schema) in Members(document["components"]?["schemas"]))
                schemas.TryAdd(name, schema!.DeepClone().AsObject());
            foreach (var tag in document["tags"]?.AsArray() ?? [])
                tags.TryAdd((string)tag!["name"]!, tag.DeepClone().AsObject());
        }
        return Document(info, new JsonArray([.. tags.Values]), ToObject(paths), ToObject(schemas));
    }

    private static JsonObject Document(OpenApiInfo info, JsonArray tags, JsonObject paths, JsonObject schemas)
    {
        schemas[Problems.SchemaName] = Problems.Schema();
        return new()
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject { ["title"] = info.Title, ["version"] = info.Version, ["description"] = info.Description, ["license"] = License() },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["tags"] = tags,
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = schemas,
                ["responses"] = Problems.Responses(),
                ["headers"] = new JsonObject { ["ETag"] = EtagHeader() },
                ["securitySchemes"] = new JsonObject
                {
                    ["bearer"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["bearerFormat"] = "JWT", ["description"] = BearerText },
                },
            },
        };
    }

    /// <summary>The key of a method in its path's item. Methods that OpenAPI does not know stand beside those that it does, as an extension.</summary>
    private static string KeyOf(string method) => method switch
    {
        "GET" or "PUT" or "POST" or "DELETE" or "OPTIONS" or "HEAD" or "PATCH" or "TRACE" => method.ToLowerInvariant(),
        "*" => "x-any-other-method",
        _ => "x-" + method.ToLowerInvariant(),
    };

    private static JsonObject License() => new() { ["name"] = "Apache-2.0", ["identifier"] = "Apache-2.0" };

    private static JsonObject EtagHeader() => new()
    {
        ["description"] = "The answer's etag, in quotes. Sent back as If-Match, it guards an update against a lost one.",
        ["schema"] = new JsonObject { ["type"] = "string" },
    };

    private static JsonObject Tag(ServiceDescriptor service)
    {
        JsonObject tag = new() { ["name"] = service.FullName };
        if (Comments.Of(service) is { } comment)
            tag["description"] = comment;
        return tag;
    }

    private static JsonObject ToObject(SortedDictionary<string, JsonObject> members) =>
        new(members.Select(each => KeyValuePair.Create<string, JsonNode?>(each.Key, each.Value)));

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Members(JsonNode? node) => node as JsonObject ?? [];
}

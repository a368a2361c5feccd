using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using FactoryTwin.Rpc.OpenApi;

namespace FactoryTwin.Contracts.Tests.Docs;

/// <summary>The OpenAPI document of every contract, as it is committed.</summary>
internal static class OpenApiFile
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Every service in proto/factorytwin. A gateway answers at /openapi.json with those of them that are registered.</summary>
    public static JsonObject Document() => OpenApiDocument.Of(
        new OpenApiInfo("FactoryTwin", "v1", "Every service behind the gateway. Errors are RFC 9457 problems; sign in at /v1/sessions in local mode."),
        DescriptorSets.Open(ContractSet.All, ContractOptions.Extensions)
            .Where(file => file.Package.StartsWith("factorytwin.", StringComparison.Ordinal)).SelectMany(file => file.Services),
        ContractOptions.AccessOf,
        ContractOptions.UnitOf);

    public static string Text() => Document().ToJsonString(Readable) + "\n";
}

using FactoryTwin.Hosting;
using FactoryTwin.Ingestion.V1;
using FactoryTwin.Rpc;
using FactoryTwin.Services.Ingestion.Registry.Domain;
using FactoryTwin.Storage;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace FactoryTwin.Services.Ingestion.Registry;

/// <summary>Serves factorytwin.ingestion.v1.Sources.</summary>
internal sealed class SourcesService(SourceRegistry registry) : Sources.SourcesBase
{
    public override Task<Source> CreateSource(CreateSourceRequest request, ServerCallContext context)
    {
        var source = request.Source?.Clone() ?? throw RpcErrors.InvalidArgument(("source", "must be set"));
        if (request.SourceId.Length > 0)
        {
            var name = SourceNames.Prefix + request.SourceId;
            if (!SourceNames.IsId(request.SourceId)) throw RpcErrors.InvalidArgument(("source_id", $"must be {SourceNames.IdRule}"));
            if (source.Name.Length > 0 && source.Name != name) throw RpcErrors.InvalidArgument(("source_id", $"'{request.SourceId}' and source.name '{source.Name}' differ"));
            source.Name = name;
        }
        return registry.CreateAsync(source, context.CancellationToken);
    }

    public override Task<Source> GetSource(GetSourceRequest request, ServerCallContext context) => registry.GetAsync(request.Name, context.CancellationToken);

    public override Task<ListSourcesResponse> ListSources(ListSourcesRequest request, ServerCallContext context) =>
        registry.ListAsync(new(ListRequests.PageSize(request.PageSize), request.PageToken, request.Filter), context.CancellationToken);

    public override Task<Source> UpdateSource(UpdateSourceRequest request, ServerCallContext context)
    {
        var source = request.Source ?? throw RpcErrors.InvalidArgument(("source", "must be set"));
        var paths = SourceMask.Paths(source, request.UpdateMask?.Paths ?? [], out var faults);
        if (faults.Count > 0) throw RpcErrors.InvalidArgument([.. faults.Select(f => ("update_mask", f))]);
        var mask = new FieldMask { Paths = { paths } };
        var options = new FieldMask.MergeOptions { ReplaceRepeatedFields = true, ReplaceMessageFields = true };
        return registry.UpdateAsync(source.Name, source.Etag, stored => mask.Merge(source, stored, options), context.CancellationToken);
    }
}

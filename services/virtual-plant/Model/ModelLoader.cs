using FactoryTwin.Hosting;
using FactoryTwin.Twin.V1;
using Grpc.Core;

namespace FactoryTwin.Services.VirtualPlant.Model;

/// <summary>Loads the plant's model into the twin.</summary>
public sealed class ModelLoader(IServiceClients clients)
{
    /// <summary>Creates or updates all assets and points. Harmless when repeated.</summary>
    /// <exception cref="RpcException">The twin cannot be reached or refuses.</exception>
    public async Task LoadAsync(CancellationToken cancellationToken) =>
        await clients.Get<Assets.AssetsClient>("twin-state")
            .ImportModelAsync(new ImportModelRequest { Model = PlantModelFile.Read() }, cancellationToken: cancellationToken);
}

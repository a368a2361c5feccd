using System.Collections.Concurrent;
using FactoryTwin.Ingestion.V1;
using FactoryTwin.Services.Ingestion.Recording.Domain;
using FactoryTwin.Storage;

namespace FactoryTwin.Services.Ingestion.Registry;

/// <summary>Compiled mappings by source, as long as the stored etag is the one they were made from.</summary>
internal sealed class MappingCache
{
    private readonly ConcurrentDictionary<string, (string Etag, SourceMapping Mapping)> _mappings = new();

    public SourceMapping Get(Document<Source> document)
    {
        if (_mappings.TryGetValue(document.Name, out var cached) && cached.Etag == document.Etag) return cached.Mapping;
        var mapping = new SourceMapping(document.Value);
        _mappings[document.Name] = (document.Etag, mapping);
        return mapping;
    }
}

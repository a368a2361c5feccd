using System.IO.Compression;
using System.Text;

namespace FactoryTwin.Fuzz.Wire;

/// <summary>What came back, over HTTP/1.1 or HTTP/2.</summary>
/// <param name="Status">HTTP status; 0 where none came.</param>
/// <param name="Headers">As they came, names in lower case.</param>
/// <param name="Trailers">Empty where there were none.</param>
/// <param name="Body">At most <see cref="MostBody"/> bytes of it.</param>
/// <param name="Reset">HTTP/2: the code with which the server cut the stream; null where it did not.</param>
/// <param name="Ended">True where the answer came whole; false where time was over or the connection was closed within it.</param>
internal sealed record Answer(
    int Status, IReadOnlyList<(string Name, string Value)> Headers, IReadOnlyList<(string Name, string Value)> Trailers, byte[] Body, int? Reset, bool Ended)
{
    /// <summary>HTTP/2: the code with which the server ended the connection; null where it did not.</summary>
    public int? GoAway { get; init; }

    /// <summary>More is read but not kept.</summary>
    public const int MostBody = 1 << 20;

    /// <summary>Nothing came at all.</summary>
    public static Answer None { get; } = new(0, [], [], [], null, Ended: false);

    /// <summary>True where neither a status nor a refusal of the stream or of the connection came.</summary>
    public bool IsSilence => Status == 0 && Reset is null && GoAway is null && !Ended;

    public string ContentType => Header("content-type") ?? "";

    /// <summary>The body, expanded where it was compressed.</summary>
    public byte[] Plain => Header("content-encoding") switch
    {
        "gzip" => Expand(new GZipStream(new MemoryStream(Body), CompressionMode.Decompress)),
        "br" => Expand(new BrotliStream(new MemoryStream(Body), CompressionMode.Decompress)),
        _ => Body,
    };

    public string Text => Encoding.UTF8.GetString(Plain);

    /// <summary>The status of a gRPC call, from trailers or headers.</summary>
    public string? GrpcStatus => Trailer("grpc-status") ?? Header("grpc-status");

    public string GrpcMessage => Uri.UnescapeDataString(Trailer("grpc-message") ?? Header("grpc-message") ?? "");

    public string? Header(string name) => Find(Headers, name);

    public string? Trailer(string name) => Find(Trailers, name);

    private static byte[] Expand(Stream compressed)
    {
        using var expanded = new MemoryStream();
        using (compressed)
            compressed.CopyTo(expanded);
        return expanded.ToArray();
    }

    private static string? Find(IReadOnlyList<(string Name, string Value)> headers, string name) =>
        headers.Where(header => header.Name == name).Select(header => header.Value).FirstOrDefault();
}

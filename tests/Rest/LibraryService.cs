using System.Security.Cryptography;
using System.Threading.Channels;
using FactoryTwin.Rest.Tests.V1;
using FactoryTwin.Rpc;
using Google.Api;
using Google.Protobuf;
using Grpc.Core;

namespace FactoryTwin.Rest.Tests;

/// <summary>Answers with what it was asked, so that a test sees what reached the handler.</summary>
internal sealed class LibraryService : Library.LibraryBase
{
    /// <summary>What WatchBooks sends; completing it ends the stream, with an error fails it.</summary>
    public Channel<Book> Watched { get; set; } = Channel.CreateUnbounded<Book>();

    /// <summary>Set when a watcher's token was cancelled.</summary>
    public TaskCompletionSource WatcherGone { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The last call's headers.</summary>
    public Metadata Headers { get; private set; } = [];

    /// <summary>Reports each piece of an import as it arrives.</summary>
    public Channel<int> Pieces { get; } = Channel.CreateUnbounded<int>();

    public override Task<Book> GetBook(GetBookRequest request, ServerCallContext context)
    {
        Headers = context.RequestHeaders;
        return Task.FromResult(new Book { Name = request.Name, Title = "T", Etag = "v1" });
    }

    public override Task<ListBooksResponse> ListBooks(ListBooksRequest request, ServerCallContext context) =>
        Task.FromResult(new ListBooksResponse { NextPageToken = $"{request.Parent}|{request.PageSize}" });

    public override Task<Book> CreateBook(CreateBookRequest request, ServerCallContext context)
    {
        request.Book ??= new Book();
        request.Book.Name = $"{request.Parent}/books/{request.BookId}";
        return Task.FromResult(request.Book);
    }

    public override Task<Book> UpdateBook(UpdateBookRequest request, ServerCallContext context)
    {
        request.Book.Tags.Clear();
        request.Book.Tags.Add(request.UpdateMask?.Paths ?? []);
        return Task.FromResult(request.Book);
    }

    public override Task<ArchiveBookRequest> ArchiveBook(ArchiveBookRequest request, ServerCallContext context) => Task.FromResult(request);

    public override Task<Book> ReadFile(GetBookRequest request, ServerCallContext context) => Task.FromResult(new Book { Name = request.Name });

    public override Task<Book> GetTitle(GetBookRequest request, ServerCallContext context) => Task.FromResult(new Book { Title = "Only \"this\"" });

    public override Task<SetTagsRequest> SetTags(SetTagsRequest request, ServerCallContext context) => Task.FromResult(request);

    public override async Task WatchBooks(ListBooksRequest request, IServerStreamWriter<Book> responseStream, ServerCallContext context)
    {
        try
        {
            await foreach (var book in Watched.Reader.ReadAllAsync(context.CancellationToken))
                await responseStream.WriteAsync(book, context.CancellationToken);
        }
        catch (OperationCanceledException)
        {
            WatcherGone.TrySetResult();
            throw;
        }
    }

    public override async Task<ListBooksResponse> PushBooks(IAsyncStreamReader<CreateBookRequest> requestStream, ServerCallContext context)
    {
        var response = new ListBooksResponse();
        while (await requestStream.MoveNext(context.CancellationToken))
            response.Books.Add(new Book { Name = $"{requestStream.Current.Parent}/books/{requestStream.Current.BookId}" });
        return response;
    }

    public override async Task<ImportBooksResponse> ImportBooks(IAsyncStreamReader<ImportBooksRequest> requestStream, ServerCallContext context)
    {
        var response = new ImportBooksResponse();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            var piece = requestStream.Current;
            response.Name = piece.Name;
            if (response.Pieces++ == 0)
                response.ContentType = piece.File.ContentType;
            response.Bytes += piece.File.Data.Length;
            response.LargestPiece = Math.Max(response.LargestPiece, piece.File.Data.Length);
            hash.AppendData(piece.File.Data.Span);
            Pieces.Writer.TryWrite(piece.File.Data.Length);
        }
        response.Sha256 = Convert.ToHexString(hash.GetHashAndReset());
        return response;
    }

    public override Task<HttpBody> SetCover(ImportBooksRequest request, ServerCallContext context) => Task.FromResult(request.File);

    public override async Task DownloadBooks(GetBookRequest request, IServerStreamWriter<HttpBody> responseStream, ServerCallContext context)
    {
        await responseStream.WriteAsync(new HttpBody { ContentType = "text/csv; charset=utf-8", Data = ByteString.CopyFromUtf8("a,b\n") });
        await responseStream.WriteAsync(new HttpBody { Data = ByteString.CopyFromUtf8("1,2\n") });
    }

    public override Task<Everything> EchoQuery(Everything request, ServerCallContext context) => Task.FromResult(request);

    public override Task<Book> Fail(FailRequest request, ServerCallContext context) => throw (request.Manner switch
    {
        "details" => RpcErrors.InvalidArgument(("book.title", "must not be empty"), ("book.pages", "must be positive")),
        "etag" => RpcErrors.Aborted("ETAG_MISMATCH", "Read it again."),
        "unhandled" => new InvalidOperationException("the secret of the house"),
        _ => (Exception)new RpcException(new Status((StatusCode)request.Code, "as asked")),
    });
}

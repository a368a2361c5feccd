namespace FactoryTwin.Fuzz.Wire;

/// <summary>The answer on one HTTP/2 stream, as it grows.</summary>
internal sealed class StreamAnswer
{
    private readonly Lock _gate = new();
    private readonly MemoryStream _body = new();
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private List<(string Name, string Value)> _headers = [];
    private List<(string Name, string Value)> _trailers = [];
    private int _status;
    private int? _reset;
    private bool _ended;

    public Task Done => _done.Task;

    public void Headers(List<(string Name, string Value)> headers, bool end)
    {
        lock (_gate)
        {
            if (_status is 0 or (>= 100 and < 200))
            {
                _headers = headers;
                _ = int.TryParse(headers.FirstOrDefault(header => header.Name == ":status").Value, out _status);
            }
            else
            {
                _trailers = headers;
            }
        }
        if (end)
            End();
    }

    public void Data(ReadOnlySpan<byte> data, bool end)
    {
        lock (_gate)
        {
            if (_body.Length < Answer.MostBody)
                _body.Write(data);
        }
        if (end)
            End();
    }

    public void Reset(int code)
    {
        // After the end of the answer it says only that the server takes no more of the request.
        lock (_gate)
            _reset = _ended ? null : code;
        _done.TrySetResult();
    }

    /// <summary>The connection is gone.</summary>
    public void Cut() => _done.TrySetResult();

    public Answer Take()
    {
        lock (_gate)
            return new Answer(_status, _headers, _trailers, _body.ToArray(), _reset, _ended);
    }

    private void End()
    {
        lock (_gate)
            _ended = true;
        _done.TrySetResult();
    }
}

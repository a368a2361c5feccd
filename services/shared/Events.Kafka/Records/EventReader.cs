using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace FactoryTwin.Events.Kafka.Records;

/// <summary>
/// Reads events from records, header by header. Not for two threads at once: it keeps the texts that come again and again, so that a
/// source or a type is one string and not one for each event.
/// </summary>
internal sealed class EventReader
{
    private readonly Known _source = new();
    private readonly Known _type = new();
    private readonly Known _key = new();
    private string? _content, _version, _id, _sourceText, _typeText, _partitionKey, _subject, _trace, _plainTrace, _wrongTime;
    private DateTimeOffset? _time;
    private bool _hasKey;

    /// <summary>Forgets the last record.</summary>
    /// <param name="hasKey">Whether the next one has a key, which comes before the header that repeats it.</param>
    public void Begin(bool hasKey)
    {
        (_content, _version, _id, _sourceText, _typeText, _partitionKey, _subject, _trace, _plainTrace) = (null, null, null, null, null, null, null, null, null);
        (_wrongTime, _time, _hasKey) = (null, null, hasKey);
    }

    /// <summary>Takes a header of the record; those that say nothing of an event are passed over.</summary>
    public void Header(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        switch (name.Length)
        {
            case 5 when name.SequenceEqual("ce_id"u8): _id = Encoding.UTF8.GetString(value); break;
            case 7 when name.SequenceEqual("ce_type"u8): _typeText = _type.Text(value); break;
            case 7 when name.SequenceEqual("ce_time"u8): Time(value); break;
            case 9 when name.SequenceEqual("ce_source"u8): _sourceText = _source.Text(value); break;
            case 10 when name.SequenceEqual("ce_subject"u8): _subject = Encoding.UTF8.GetString(value); break;
            case 11 when name.SequenceEqual("traceparent"u8): _plainTrace = Encoding.UTF8.GetString(value); break;
            case 12 when name.SequenceEqual("content-type"u8) && Ascii.EqualsIgnoreCase(value[..Math.Min(value.Length, 23)], "application/cloudevents"u8):
                _content = Encoding.UTF8.GetString(value);
                break;
            case 14 when name.SequenceEqual("ce_specversion"u8): _version = value.SequenceEqual("1.0"u8) ? "1.0" : Encoding.UTF8.GetString(value); break;
            case 14 when name.SequenceEqual("ce_traceparent"u8): _trace = Encoding.UTF8.GetString(value); break;
            case 15 when !_hasKey && name.SequenceEqual("ce_partitionkey"u8): _partitionKey = _key.Text(value); break;
        }
    }

    /// <summary>The event.</summary>
    /// <param name="key">The record's key.</param>
    /// <param name="data">The record's value.</param>
    /// <param name="stamp">The record's own time, for an event that has none.</param>
    /// <exception cref="RecordException">It is no event in binary mode; says what is missing.</exception>
    public CloudEvent Finish(ReadOnlySpan<byte> key, byte[] data, DateTimeOffset stamp)
    {
        if (_content is not null) throw new RecordException($"it is in structured mode ('{_content}'); binary mode is expected");
        if (_version is null) throw new RecordException("it is no CloudEvent: the header ce_specversion is missing");
        if (_version != "1.0") throw new RecordException($"its CloudEvents version is '{_version}'; 1.0 is expected");
        if (string.IsNullOrEmpty(_id) || string.IsNullOrEmpty(_sourceText) || string.IsNullOrEmpty(_typeText))
            throw new RecordException($"the header {(string.IsNullOrEmpty(_id) ? "ce_id" : string.IsNullOrEmpty(_sourceText) ? "ce_source" : "ce_type")} is missing or empty");
        if (_wrongTime is not null) throw new RecordException($"its time '{_wrongTime}' is none");
        return new(_id, _sourceText, _typeText, _time ?? stamp, _hasKey ? _key.Text(key) : _partitionKey ?? "", data) { Subject = _subject, TraceParent = _trace ?? _plainTrace };
    }

    /// <summary>RFC 3339; the form that the adapter itself writes without an object.</summary>
    private void Time(ReadOnlySpan<byte> value)
    {
        if (value.Length is >= 20 and <= 28 && value[^1] == 'Z')
        {
            // The framework's round-trip form wants all seven digits of a second's part.
            Span<byte> whole = stackalloc byte[28];
            whole.Fill((byte)'0');
            whole[19] = (byte)'.';
            value[..^1].CopyTo(whole);
            whole[27] = (byte)'Z';
            if (Utf8Parser.TryParse(whole, out DateTimeOffset exact, out _, 'O'))
            {
                _time = exact;
                return;
            }
        }
        var text = Encoding.UTF8.GetString(value);
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var parsed)) _time = parsed;
        else _wrongTime = text;
    }

    /// <summary>A text that is mostly the same as before.</summary>
    private sealed class Known
    {
        private const int Kept = 256;
        private readonly byte[]?[] _bytes = new byte[Kept][];
        private readonly string[] _texts = new string[Kept];

        public string Text(ReadOnlySpan<byte> value)
        {
            var at = Place(value);
            if (_bytes[at] is { } known && value.SequenceEqual(known)) return _texts[at];
            _bytes[at] = value.ToArray();
            return _texts[at] = Encoding.UTF8.GetString(value);
        }

        /// <summary>By length, begin and end: what two texts differ in is mostly there, and a whole hash costs more than the text it saves.</summary>
        private static int Place(ReadOnlySpan<byte> value)
        {
            var sum = (ulong)value.Length;
            if (value.Length >= 8)
                sum ^= BinaryPrimitives.ReadUInt64LittleEndian(value) ^ BitOperations.RotateLeft(BinaryPrimitives.ReadUInt64LittleEndian(value[^8..]), 29);
            else
                foreach (var b in value) sum = (sum << 8) ^ b;
            return (int)((sum * 0x9e3779b97f4a7c15UL) >> 56);
        }
    }
}

/// <summary>A record is not what it should be.</summary>
internal sealed class RecordException(string message) : Exception(message);

namespace FactoryTwin.Storage.Histories.Coding;

/// <summary>Qualities as runs: mostly one, the whole chunk.</summary>
internal static class QualityCoding
{
    public static void Write(ByteSink sink, ReadOnlySpan<Row> rows)
    {
        for (var start = 0; start < rows.Length;)
        {
            var end = start + 1;
            while (end < rows.Length && rows[end].Quality == rows[start].Quality)
                end++;
            sink.Signed(rows[start].Quality);
            sink.Unsigned((ulong)(end - start));
            start = end;
        }
    }

    public static void Read(ref ByteSource source, Span<int> qualities)
    {
        for (var start = 0; start < qualities.Length;)
        {
            var quality = unchecked((int)source.Signed());
            var count = source.Count(qualities.Length - start);
            if (count == 0)
                throw ByteSource.Damaged();
            qualities.Slice(start, count).Fill(quality);
            start += count;
        }
    }
}

namespace FactoryTwin.Storage.Histories.Aggregates;

/// <summary>What a quality number means (factorytwin.common.v1.Quality).</summary>
public enum QualityClass
{
    /// <summary>1.</summary>
    Good,

    /// <summary>2, and 0: not stated.</summary>
    Uncertain,

    /// <summary>3, and what nobody knows.</summary>
    Bad,
}

/// <summary>The rules of quality.</summary>
public static class QualityRules
{
    /// <summary>The class of a quality number.</summary>
    public static QualityClass ClassOf(int quality) => quality switch
    {
        1 => QualityClass.Good,
        0 or 2 => QualityClass.Uncertain,
        _ => QualityClass.Bad,
    };

    /// <summary>Whether samples of this quality count.</summary>
    public static bool Takes(this QualityUse use, int quality) => use switch
    {
        QualityUse.All => true,
        QualityUse.GoodAndUncertain => ClassOf(quality) != QualityClass.Bad,
        _ => ClassOf(quality) == QualityClass.Good,
    };
}

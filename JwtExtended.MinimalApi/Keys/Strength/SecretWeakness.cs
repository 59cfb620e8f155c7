namespace JwtExtended.MinimalApi.Keys.Strength;

/// <summary>Why a secret is easy to guess although it is long enough.</summary>
internal enum SecretWeakness
{
    /// <summary>It is not known to be easy to guess.</summary>
    None,

    /// <summary>It was published.</summary>
    Published,

    /// <summary>It repeats a character or a short pattern.</summary>
    Repeated,

    /// <summary>It is text of a human language.</summary>
    Words,

    /// <summary>It consists of little else than sequences, words and repetitions.</summary>
    Predictable,
}

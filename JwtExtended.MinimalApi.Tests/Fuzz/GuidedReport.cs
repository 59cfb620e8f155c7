namespace JwtExtended.MinimalApi.Tests.Fuzz;

/// <summary>What came of fuzzing one target.</summary>
/// <param name="Target">The name of the target.</param>
/// <param name="Texts">How many texts were read.</param>
/// <param name="Kept">How many of them reached something new, and were mutated in turn.</param>
/// <param name="Branches">How many branches ran.</param>
/// <param name="SeedBranches">How many of them the first texts reach.</param>
/// <param name="Accepted">How many texts were accepted.</param>
/// <param name="MaxBytes">The most that one text allocated.</param>
/// <param name="MaxMilliseconds">The longest time that one text took, every time that it was read.</param>
/// <param name="Seconds">The time of the run.</param>
/// <param name="Problems">What was wrong.</param>
internal sealed record GuidedReport(
    string Target,
    int Texts,
    int Kept,
    int Branches,
    int SeedBranches,
    int Accepted,
    long MaxBytes,
    double MaxMilliseconds,
    double Seconds,
    IReadOnlyList<string> Problems);

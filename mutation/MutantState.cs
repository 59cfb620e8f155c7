namespace JwtExtended.MinimalApi.Mutation;

internal enum MutantState
{
    Killed,

    /// <summary>A test did not end, twice.</summary>
    Timeout,

    Survived,

    /// <summary>No test executes it.</summary>
    Uncovered,
}

namespace JwtExtended.MinimalApi.Tests.Fuzz;

/// <summary>A part of the package that reads what a stranger writes.</summary>
internal interface IFuzzTarget : IDisposable
{
    /// <summary>Gets the texts that mutations start from.</summary>
    string[] Seeds { get; }

    /// <summary>Gets the most that reading one text may allocate.</summary>
    long MaxBytes { get; }

    /// <summary>Gets whether the last text was accepted.</summary>
    bool Accepted { get; }

    /// <summary>Changes a text.</summary>
    /// <param name="random">The randomness of the run.</param>
    /// <param name="text">The text.</param>
    /// <param name="corpus">All texts that were kept, to take parts from.</param>
    string Mutate(Random random, string text, string[] corpus);

    /// <summary>Reads a text.</summary>
    void Read(string text);

    /// <summary>Says what is wrong with the result of the last reading, or <see langword="null"/>.</summary>
    string? FindProblem(string text);
}

using Microsoft.EntityFrameworkCore;

namespace JwtExtended.MinimalApi.EntityFrameworkCore;

/// <summary>Counts the attempts of an operation that reads a row, decides, and writes unless another process has changed the row.</summary>
internal static class Attempts
{
    /// <summary>A race that is lost this often is not a race.</summary>
    public const int Max = 8;

    /// <summary>Begins another attempt.</summary>
    /// <param name="attempt">The number of the attempt that failed, from 1.</param>
    /// <param name="operation">What is attempted, for the exception.</param>
    /// <returns>The number of the next attempt.</returns>
    /// <exception cref="DbUpdateConcurrencyException">It was the last one.</exception>
    public static int Next(int attempt, string operation) => attempt < Max
        ? attempt + 1
        : throw new DbUpdateConcurrencyException(
            $"Other processes changed the row at each of {Max} attempts to {operation}. Nothing was written. Try again.");
}

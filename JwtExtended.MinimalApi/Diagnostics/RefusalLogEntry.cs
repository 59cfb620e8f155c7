using System.Collections;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Diagnostics;

/// <summary>
/// A refused request in the log: one event per error code (ids from 100 on, named <c>Refused</c> and the code in PascalCase). The client
/// learns none of the values but the code.
/// </summary>
internal readonly record struct RefusalLogEntry : IReadOnlyList<KeyValuePair<string, object?>>
{
    private const string Template = "Refused a request to '{Endpoint}': {Reason} {ClientValue}";

    /// <summary>Gets the stable code, as in the response.</summary>
    public required string Code { get; init; }

    /// <summary>Gets the name of the endpoint.</summary>
    public required string Endpoint { get; init; }

    /// <summary>Gets the exact reason.</summary>
    public required string Reason { get; init; }

    /// <summary>Gets the value that the client sent, sanitized, or <see langword="null"/>.</summary>
    public required string? ClientValue { get; init; }

    /// <inheritdoc/>
    public int Count => 5;

    /// <inheritdoc/>
    public KeyValuePair<string, object?> this[int index] => index switch
    {
        0 => new(nameof(Endpoint), Endpoint),
        1 => new(nameof(Reason), Reason),
        2 => new(nameof(ClientValue), ClientValue),
        3 => new(nameof(Code), Code),
        4 => new("{OriginalFormat}", Template),
        _ => throw new ArgumentOutOfRangeException(nameof(index)),
    };

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Formats the message.</summary>
    /// <returns>The message.</returns>
    public override string ToString() => $"Refused a request to '{Endpoint}': {Reason} {ClientValue}";

    /// <summary>Writes the entry.</summary>
    /// <param name="logger">The logger.</param>
    /// <param name="level">The level.</param>
    /// <param name="eventId">The event of the error code, from the error table.</param>
    public void WriteTo(ILogger logger, LogLevel level, EventId eventId)
    {
        // A [LoggerMessage] method has one fixed event id; everything else here is what the generator would write.
        if (logger.IsEnabled(level))
            logger.Log(level, eventId, this, null, static (state, _) => state.ToString());
    }
}

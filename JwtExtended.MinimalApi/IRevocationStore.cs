namespace JwtExtended.MinimalApi;

/// <summary>
/// Where revocations are kept; implement it for another engine. Keys are opaque text that no identity can shape.
/// Every member may be called at the same time from many threads, and throws when the engine did not confirm.
/// </summary>
/// <remarks>
/// An entry may be forgotten after its expiry, never before; <see langword="null"/> means never.
/// Two writes of one entry keep the later of their expiries.
/// </remarks>
public interface IRevocationStore
{
    /// <summary>Everything known about one token, in one trip to the engine.</summary>
    /// <param name="keys">The keys to look up.</param>
    /// <param name="cancellationToken">Ends with the request; the wait ends at <see cref="RevocationOptions.Timeout"/> in any case.</param>
    ValueTask<RevocationMarks> FindAsync(RevocationKeys keys, CancellationToken cancellationToken);

    /// <summary>Marks a token as consumed, if it has no entry yet: of any number of racing calls exactly one wins.</summary>
    /// <param name="key">The key of the token.</param>
    /// <param name="expires">When the entry may be forgotten.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The standing entry, whoever made it, and its age by the clock of the store.</returns>
    ValueTask<ConsumeResult> TryConsumeAsync(string key, DateTimeOffset? expires, CancellationToken cancellationToken);

    /// <summary>Marks a token or session as revoked, whatever stood there: revoked beats consumed, and nothing beats it.</summary>
    /// <param name="key">The key of the token or the session.</param>
    /// <param name="expires">When the entry may be forgotten.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask RevokeAsync(string key, DateTimeOffset? expires, CancellationToken cancellationToken);

    /// <summary>Raises a mark "everything up to this instant" atomically: it never goes back.</summary>
    /// <param name="key">The key of the identity, or of everything.</param>
    /// <param name="upTo">The instant, in whole milliseconds.</param>
    /// <param name="expires">When the entry may be forgotten.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask RaiseAsync(string key, DateTimeOffset upTo, DateTimeOffset? expires, CancellationToken cancellationToken);
}

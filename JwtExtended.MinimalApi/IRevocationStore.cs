namespace JwtExtended.MinimalApi;

/// <summary>
/// Where revocations and session records are kept; implement it for another engine. Every member may be called at the same time from many
/// threads and from many processes on one engine, and throws when the engine did not confirm.
/// </summary>
/// <remarks>
/// <para>
/// <b>Keys</b> are opaque: 43 characters of <c>[A-Za-z0-9_-]</c> (SHA-256 in base64url) that no identity can shape, compared exactly. A store
/// takes up to 128 characters. The kinds (token, session, identity, everything) and the issuers never share a key.
/// </para>
/// <para>
/// <b>Entries.</b> A key has at most one entry: consumed, revoked, or "everything up to an instant". Revoked beats consumed, and nothing beats
/// revoked. An entry may be forgotten at its expiry, never before; <see langword="null"/> means never. An entry whose expiry has come counts as
/// absent, whether or not it was removed. Two writes of one entry keep the later of their expiries.
/// </para>
/// <para>
/// <b>Instants</b> are whole milliseconds; a store that holds no more cuts the rest off, and rounds an expiry up.
/// </para>
/// <para>
/// <b>Writes</b> are atomic, and are seen by every look-up that begins after their confirmation, in any process. Their order is that of the
/// engine. A write whose caller was told of a failure may or may not have happened, and can be repeated.
/// </para>
/// <para>
/// <b>StoreCreatedAt.</b> The store knows since when it holds its data without loss. The first <see cref="FindAsync"/> writes the instant, once, by the
/// clock of the store; every process is answered the same one. When the data is lost the instant is lost with it, and the next look-up makes
/// a new one: this is how a store that was emptied revives no session.
/// </para>
/// <para>
/// <b>Cancellation.</b> A call whose token is cancelled already writes nothing and throws <see cref="OperationCanceledException"/>; one that is
/// cancelled later may or may not have been carried out.
/// </para>
/// </remarks>
public interface IRevocationStore
{
    /// <summary>Everything known about one token, in one trip to the engine. A birth that is missing is written, with one more trip.</summary>
    /// <param name="keys">The keys to look up; the session's record only when <see cref="RevocationKeys.WantsSessionRecord"/> says so.</param>
    /// <param name="cancellationToken">Ends with the request; the wait ends at <see cref="RevocationOptions.Timeout"/> in any case.</param>
    ValueTask<RevocationState> FindAsync(RevocationKeys keys, CancellationToken cancellationToken);

    /// <summary>
    /// Marks a token as consumed, if no entry stands: of any number of racing calls exactly one wins, and all are answered the same standing
    /// instant. A call that loses changes nothing, the expiry included.
    /// </summary>
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

    /// <summary>
    /// Raises a mark "everything up to this instant" atomically: it never goes back, and racing calls end at the greatest instant.
    /// Session records are left alone.
    /// </summary>
    /// <param name="key">The key of the identity, or of everything.</param>
    /// <param name="upTo">The instant, in whole milliseconds.</param>
    /// <param name="expires">When the entry may be forgotten.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask RevokeUpToAsync(string key, DateTimeOffset upTo, DateTimeOffset? expires, CancellationToken cancellationToken);

    /// <summary>Adds the record of a session, or replaces the one that stands under its key.</summary>
    /// <param name="identityKey">The key of the identity.</param>
    /// <param name="record">The record; it may be forgotten at its expiry, never before.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask PutSessionAsync(string identityKey, SessionRecord record, CancellationToken cancellationToken);

    /// <summary>
    /// Moves the last refresh and the expiry of a record forward, the rest stays. Neither goes back: of racing calls the later instants stay.
    /// A record that was removed or has expired is never brought back.
    /// </summary>
    /// <param name="identityKey">The key of the identity.</param>
    /// <param name="sessionKey">The key of the session.</param>
    /// <param name="lastRefreshed">When the session was refreshed.</param>
    /// <param name="expires">When the record may be forgotten.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Whether the record stands.</returns>
    ValueTask<bool> TouchSessionAsync(string identityKey, string sessionKey, DateTimeOffset lastRefreshed, DateTimeOffset? expires, CancellationToken cancellationToken);

    /// <summary>The records of an identity that stand and have not expired.</summary>
    /// <param name="identityKey">The key of the identity.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The records, those that started first at the front; of one instant, in the ordinal order of their keys.</returns>
    ValueTask<IReadOnlyList<SessionRecord>> GetSessionsAsync(string identityKey, CancellationToken cancellationToken);

    /// <summary>Removes the record of a session.</summary>
    /// <param name="identityKey">The key of the identity.</param>
    /// <param name="sessionKey">The key of the session.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Whether this call removed a standing record: of racing calls exactly one answers <see langword="true"/>.</returns>
    ValueTask<bool> RemoveSessionAsync(string identityKey, string sessionKey, CancellationToken cancellationToken);
}

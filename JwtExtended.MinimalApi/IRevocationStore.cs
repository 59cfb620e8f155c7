namespace JwtExtended.MinimalApi;

/// <summary>
/// Stores revocations and session records. Implement it to use another database. Every member can be called concurrently, by many threads
/// and by many processes that share one database, and throws an exception if the database did not confirm the operation.
/// </summary>
/// <remarks>
/// <para>
/// <b>Keys</b> are opaque: 43 characters of <c>[A-Za-z0-9_-]</c> (SHA-256 in base64url, so that a client cannot choose them), compared by
/// ordinal value. A store accepts up to 128 characters. Keys of different kinds (token, session, identity, everything) and of different
/// issuers are always different.
/// </para>
/// <para>
/// <b>Entries.</b> A key has at most one entry: consumed, revoked, or "everything up to an instant". A revocation replaces a consumption,
/// and nothing replaces a revocation. An entry may be deleted at its expiry, never before; <see langword="null"/> means that it never
/// expires. An entry that has expired counts as absent, even if it was not deleted. Of two writes of one entry the later expiry is kept.
/// </para>
/// <para>
/// <b>Instants</b> are whole milliseconds. A store without a finer precision truncates the instants that it is given, and rounds expiries
/// up.
/// </para>
/// <para>
/// <b>Writes</b> are atomic. A lookup that begins after a write was confirmed sees it, in every process. The database determines the order
/// of writes. A write that failed may or may not have taken effect, and can be repeated.
/// </para>
/// <para>
/// <b>StoreCreatedAt.</b> A store records since when it has held its data without loss. The first <see cref="FindAsync"/> writes this
/// instant once, by the clock of the store, and every process gets the same instant. When the data is lost, the instant is lost as well,
/// and the next lookup writes a new one: sessions that began before are refused, so that a store that lost its data does not revive a
/// revoked session.
/// </para>
/// <para>
/// <b>Cancellation.</b> A call whose token is already canceled writes nothing and throws <see cref="OperationCanceledException"/>. A call
/// that is canceled later may or may not have taken effect.
/// </para>
/// </remarks>
public interface IRevocationStore
{
    /// <summary>
    /// Finds everything that is known about one token, in one round trip. If the creation time of the store is missing, it is written in a
    /// second one.
    /// </summary>
    /// <param name="keys">
    /// The keys to look up. The record of the session is looked up only if <see cref="RevocationKeys.WantsSessionRecord"/> is
    /// <see langword="true"/>.
    /// </param>
    /// <param name="cancellationToken">
    /// A token to cancel the operation. It can be canceled with the request. After <see cref="RevocationOptions.Timeout"/> the caller stops
    /// waiting, and does not cancel it: a store limits the time of its own calls.
    /// </param>
    /// <returns>The state of the token.</returns>
    ValueTask<RevocationState> FindAsync(RevocationKeys keys, CancellationToken cancellationToken);

    /// <summary>
    /// Records that a token was consumed, unless an entry exists. Exactly one of any number of concurrent calls wins, and all of them get
    /// the same instant. A call that loses changes nothing, including the expiry.
    /// </summary>
    /// <param name="key">The key of the token.</param>
    /// <param name="expires">The time at which the entry may be deleted, or <see langword="null"/> for never.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The entry that exists after the call, and its age by the clock of the store.</returns>
    ValueTask<ConsumeResult> TryConsumeAsync(string key, DateTimeOffset? expires, CancellationToken cancellationToken);

    /// <summary>Records that a token or session is revoked. It replaces an existing consumption, and nothing replaces it.</summary>
    /// <param name="key">The key of the token or the session.</param>
    /// <param name="expires">The time at which the entry may be deleted, or <see langword="null"/> for never.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>A task that completes when the database has confirmed the write.</returns>
    ValueTask RevokeAsync(string key, DateTimeOffset? expires, CancellationToken cancellationToken);

    /// <summary>
    /// Revokes everything up to an instant, atomically. The stored instant never decreases: after concurrent calls it is the latest one.
    /// Session records do not change.
    /// </summary>
    /// <param name="key">The key of the identity, or of everything.</param>
    /// <param name="upTo">The instant, in whole milliseconds.</param>
    /// <param name="expires">The time at which the entry may be deleted, or <see langword="null"/> for never.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>A task that completes when the database has confirmed the write.</returns>
    ValueTask RevokeUpToAsync(string key, DateTimeOffset upTo, DateTimeOffset? expires, CancellationToken cancellationToken);

    /// <summary>Adds the record of a session, or replaces the existing record with the same key.</summary>
    /// <param name="identityKey">The key of the identity.</param>
    /// <param name="record">The record. It may be deleted at its expiry, never before.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>A task that completes when the database has confirmed the write.</returns>
    ValueTask PutSessionAsync(string identityKey, SessionRecord record, CancellationToken cancellationToken);

    /// <summary>
    /// Updates the time of the last refresh and the expiry of a record. Neither of them decreases: after concurrent calls they are the
    /// latest ones. A record that was removed or has expired is not restored.
    /// </summary>
    /// <param name="identityKey">The key of the identity.</param>
    /// <param name="sessionKey">The key of the session.</param>
    /// <param name="lastRefreshed">The time of the refresh.</param>
    /// <param name="expires">The time at which the record may be deleted, or <see langword="null"/> for never.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns><see langword="true"/> if the record exists and has not expired; otherwise, <see langword="false"/>.</returns>
    ValueTask<bool> TouchSessionAsync(
        string identityKey,
        string sessionKey,
        DateTimeOffset lastRefreshed,
        DateTimeOffset? expires,
        CancellationToken cancellationToken);

    /// <summary>Gets the records of an identity that have not expired.</summary>
    /// <param name="identityKey">The key of the identity.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The records, ordered by <see cref="SessionRecord.Started"/>, then by the ordinal value of their keys.</returns>
    ValueTask<IReadOnlyList<SessionRecord>> GetSessionsAsync(string identityKey, CancellationToken cancellationToken);

    /// <summary>Removes the record of a session.</summary>
    /// <param name="identityKey">The key of the identity.</param>
    /// <param name="sessionKey">The key of the session.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>
    /// <see langword="true"/> if this call removed a record that had not expired, which exactly one of concurrent calls does; otherwise,
    /// <see langword="false"/>.
    /// </returns>
    ValueTask<bool> RemoveSessionAsync(string identityKey, string sessionKey, CancellationToken cancellationToken);
}

namespace JwtExtended.MinimalApi;

/// <summary>
/// Stores sessions and revocations. Implement it to use another database. Every member can be called concurrently, by many threads and by
/// many processes that share one database, and throws an exception if the database did not confirm the operation.
/// </summary>
/// <remarks>
/// <para>
/// <b>Keys</b> are opaque: 43 characters of <c>[A-Za-z0-9_-]</c> (SHA-256 in base64url, so that a client cannot choose them), compared by
/// ordinal value. A store accepts up to 128 characters. Keys of different kinds (token, session, identity, everything, one-time) and of
/// different issuers are always different.
/// </para>
/// <para>
/// <b>Sessions.</b> A session is one <see cref="SessionEntry"/>, found by its key. Its number of exchanges does not change its size. The
/// recorded sessions of an identity are in a list, newest first, which is written when a session starts and when it ends, and never at an
/// exchange. No operation reads or writes more sessions than its arguments name.
/// </para>
/// <para>
/// <b>Expiry.</b> An entry may be deleted at its expiry, never before; <see langword="null"/> means that it never expires. An entry that
/// has expired counts as absent, even if it was not deleted. Of two writes of one entry the later expiry is kept.
/// </para>
/// <para>
/// <b>Instants</b> are whole milliseconds, by the clock of the store. A store without a finer precision truncates the instants that it is
/// given, and rounds expiries up.
/// </para>
/// <para>
/// <b>Writes</b> are atomic. A look-up that begins after a write was confirmed sees it, in every process. The database determines the order
/// of writes. A write that failed may or may not have taken effect, and can be repeated.
/// </para>
/// <para>
/// <b>StoreCreatedAt.</b> A store records since when it has held its data without loss. The first <see cref="FindAsync"/> writes this
/// instant once, by the clock of the store, and every process gets the same instant. When the data is lost, the instant is lost as well,
/// and the next look-up writes a new one: sessions that began before are refused, so that a store that lost its data does not revive a
/// session that was ended.
/// </para>
/// <para>
/// <b>Cancellation.</b> A call whose token is already canceled writes nothing and throws <see cref="OperationCanceledException"/>. A call
/// that is canceled later may or may not have taken effect.
/// </para>
/// </remarks>
public interface IJwtStore
{
    /// <summary>
    /// Finds everything that is known about one token, in one round trip. If the creation time of the store is missing, it is written in a
    /// second one.
    /// </summary>
    /// <param name="keys">The keys to look up.</param>
    /// <param name="cancellationToken">
    /// A token to cancel the operation. It can be canceled with the request. After <see cref="RevocationOptions.Timeout"/> the caller stops
    /// waiting, and does not cancel it: a store limits the time of its own calls.
    /// </param>
    /// <returns>The state of the token.</returns>
    ValueTask<StoreState> FindAsync(StoreKeys keys, CancellationToken cancellationToken);

    /// <summary>Gets the current time by the clock of the store.</summary>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The time, in whole milliseconds.</returns>
    ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Starts a recorded session, as <see cref="SessionEntry.Start(SessionEntry, NewSession, DateTimeOffset)"/> decides: writes its entry,
    /// in place of an existing one, and adds it to the list of the identity. Reading the entry, deciding and writing is one atomic
    /// operation.
    /// </summary>
    /// <param name="session">The session.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>
    /// When the session started, by the clock of the store: later than every instant up to which the identity or everything was revoked
    /// when the call began, and later than the session of an existing entry. <see langword="null"/> if it was not started: nothing was
    /// written.
    /// </returns>
    ValueTask<DateTimeOffset?> StartSessionAsync(NewSession session, CancellationToken cancellationToken);

    /// <summary>
    /// Exchanges a refresh token, as <see cref="SessionEntry.Exchange"/> decides from the entry and the clock of the store: reading the
    /// entry, deciding and writing is one atomic operation. A session that ends by it (<see cref="ExchangeOutcome.Reused"/>) leaves the
    /// list of its identity.
    /// </summary>
    /// <remarks>
    /// The instants up to which the identity and everything are revoked are read in the same operation or after it, never before:
    /// a session that they cover is <see cref="ExchangeOutcome.Revoked"/>.
    /// </remarks>
    /// <param name="exchange">The exchange.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The result.</returns>
    ValueTask<ExchangeResult> ExchangeAsync(SessionExchange exchange, CancellationToken cancellationToken);

    /// <summary>
    /// Notes that a token of the session's current number was used, in one conditional write: it changes nothing if the entry is missing,
    /// has another number, or was ended.
    /// </summary>
    /// <param name="identityKey">The key of the identity.</param>
    /// <param name="sessionKey">The key of the session.</param>
    /// <param name="number">The number of the token that was used.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>A task that completes when the write was carried out.</returns>
    ValueTask MarkSeenAsync(string identityKey, string sessionKey, int number, CancellationToken cancellationToken);

    /// <summary>
    /// Ends a session: its entry is revoked, its record is removed, and it leaves the list of its identity. Without an entry one is
    /// written (<see cref="SessionEntry.End"/>), so that an exchange that comes later finds it.
    /// </summary>
    /// <param name="ended">
    /// What ends. A later session with the same id goes on, and nothing is written, unless it went on for the one that ends.
    /// </param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>
    /// <see langword="true"/> if this call ended a recorded session that had neither ended nor expired, which exactly one of concurrent
    /// calls does; otherwise, <see langword="false"/>.
    /// </returns>
    ValueTask<bool> EndSessionAsync(SessionEnd ended, CancellationToken cancellationToken);

    /// <summary>Gets recorded sessions of an identity that have neither ended nor expired, newest first.</summary>
    /// <param name="identityKey">The key of the identity.</param>
    /// <param name="after">
    /// The <see cref="SessionPage.Next"/> of the page before, or <see langword="null"/> for the first page.
    /// </param>
    /// <param name="limit">The maximum number of records, from 1. A page may have fewer, also if it is not the last one.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>
    /// The records, ordered by <see cref="SessionRecord.Started"/>, the latest first; sessions of one instant in any stable order.
    /// </returns>
    ValueTask<SessionPage> ListSessionsAsync(string identityKey, string? after, int limit, CancellationToken cancellationToken);

    /// <summary>Records that a token is revoked.</summary>
    /// <param name="key">The key of the token.</param>
    /// <param name="expires">The time at which the entry may be deleted, or <see langword="null"/> for never.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>A task that completes when the database has confirmed the write.</returns>
    ValueTask RevokeTokenAsync(string key, DateTimeOffset? expires, CancellationToken cancellationToken);

    /// <summary>
    /// Revokes everything up to now, atomically, as <see cref="RevokedUpTo.Raise"/> decides by the clock of the store. The stored instant
    /// never decreases. Session entries do not change.
    /// </summary>
    /// <param name="revocation">What is revoked, and which session is not.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>
    /// What is stored afterwards, or <see langword="null"/> if the session to except was revoked by an earlier call: nothing was written.
    /// </returns>
    ValueTask<RevokedUpTo?> RevokeUpToAsync(InstantRevocation revocation, CancellationToken cancellationToken);

    /// <summary>Uses a one-time key. A key can be used again after its expiry.</summary>
    /// <param name="key">The key.</param>
    /// <param name="expires">The time at which the entry may be deleted, or <see langword="null"/> for never.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>
    /// <see langword="true"/> for exactly one of any number of concurrent calls; <see langword="false"/> if the key was used before.
    /// </returns>
    ValueTask<bool> TryUseAsync(string key, DateTimeOffset? expires, CancellationToken cancellationToken);
}

namespace JwtExtended.MinimalApi;

/// <summary>
/// Stores keys that all processes of an application share: those of <see cref="JwtKeyOptions.RotateEvery"/>, and what is left of keys that
/// were replaced (<see cref="JwtKeyOptions.KeepReplaced"/>). Implement it to use another database. A class that is an
/// <see cref="IJwtStore"/> as well is used for both.
/// </summary>
/// <remarks>
/// <para>
/// <b>Entries</b> are text that is encrypted already, up to 8,192 characters of ASCII, under an id of 1 to 128 characters of
/// <c>[A-Za-z0-9_-]</c> in a group of the same form, both compared by ordinal value. Groups are independent of each other. An application
/// has some ten entries; a store need not hold more than a thousand in a group.
/// </para>
/// <para>
/// <b>An entry never changes.</b> It is added, and deleted when nothing needs it any more: the store must not delete it, whatever its age.
/// Of concurrent additions under one id exactly one takes effect, in all processes. A call that begins after an addition or deletion was
/// confirmed sees it, in every process.
/// </para>
/// <para>
/// Every member can be called concurrently, and throws an exception if the database did not confirm the operation. A call that failed may
/// or may not have taken effect, and can be repeated. A call whose token is already canceled throws
/// <see cref="OperationCanceledException"/>, and writes nothing.
/// </para>
/// </remarks>
public interface IJwtKeyStore
{
    /// <summary>Gets all entries of a group, never only some of them.</summary>
    /// <param name="group">The group.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The entries, in any order; empty for a group without entries.</returns>
    ValueTask<IReadOnlyList<StoredKey>> ListKeysAsync(string group, CancellationToken cancellationToken);

    /// <summary>Adds an entry, unless the group has one with the same id, which then stays as it is.</summary>
    /// <param name="group">The group.</param>
    /// <param name="key">The entry.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>
    /// <see langword="true"/> for exactly one of any number of concurrent calls; <see langword="false"/> if there was an entry.
    /// </returns>
    ValueTask<bool> TryAddKeyAsync(string group, StoredKey key, CancellationToken cancellationToken);

    /// <summary>Deletes an entry. It does nothing if there is none.</summary>
    /// <param name="group">The group.</param>
    /// <param name="id">The id of the entry.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>A task that completes when the database has confirmed that the entry is gone.</returns>
    ValueTask DeleteKeyAsync(string group, string id, CancellationToken cancellationToken);

    /// <summary>Gets the current time by the clock of the store, which decides when entries are added and deleted.</summary>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The time.</returns>
    ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken);
}

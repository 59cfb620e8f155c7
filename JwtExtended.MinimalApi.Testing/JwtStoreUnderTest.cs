namespace JwtExtended.MinimalApi;

/// <summary>A store to be checked (<see cref="JwtStoreCheck.RunAsync"/>), and what a check needs to do beside calling it.</summary>
public sealed class JwtStoreUnderTest
{
    /// <summary>
    /// Gets what opens the store: a new object over the same data with each call, as in another process. A store for one process returns
    /// the same object.
    /// </summary>
    public required Func<Task<IJwtStore>> Open { get; init; }

    /// <summary>Gets what deletes everything that is stored. The store is opened again afterwards.</summary>
    public required Func<Task> LoseData { get; init; }

    /// <summary>
    /// Gets the clock of the store. A <c>FakeTimeProvider</c> is moved by the checks; of any other one they wait for some milliseconds to
    /// pass.
    /// </summary>
    /// <value>The default is the clock of the system. That of a database may differ from it by less than a second.</value>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>
    /// Gets what revokes thousands of tokens, given by their keys, until their expiry, as quickly as the database can.
    /// </summary>
    /// <value>The default is <see langword="null"/>: one call of <see cref="IJwtStore.RevokeTokenAsync"/> for each.</value>
    public Func<IReadOnlyDictionary<string, DateTimeOffset>, Task>? RevokeMany { get; init; }
}

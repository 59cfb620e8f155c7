using System.Linq.Expressions;

namespace JwtExtended.MinimalApi.EntityFrameworkCore;

/// <summary>A row that a look-up has found, of either table: with one shape, one query can read both.</summary>
internal sealed class FoundRow
{
    /// <summary>Reads a row of the table of revocations.</summary>
    public static readonly Expression<Func<JwtRevocationRow, FoundRow>> OfRevocation = static row => new FoundRow
    {
        Key = row.Key,
        Kind = row.Kind,
        At = row.At,
        Expires = row.Expires,
        ExceptSession = row.ExceptSession,
        ExceptAt = row.ExceptAt,
        Started = 0L,
        Root = 0L,
        HandedOut = 0L,
        Number = 0,
        Parent = 0,
        Seen = false,
        Revoked = false,
        Recorded = false,
    };

    /// <summary>Reads a row of the table of sessions, without what the application told about the session.</summary>
    public static readonly Expression<Func<JwtSessionRow, FoundRow>> OfSession = static row => new FoundRow
    {
        Key = row.SessionKey,
        Kind = RowKind.Session,
        At = row.At,
        Expires = row.Expires,
        ExceptSession = null,
        ExceptAt = null,
        Started = row.Started,
        Root = row.Root,
        HandedOut = row.HandedOut,
        Number = row.Number,
        Parent = row.Parent,
        Seen = row.Seen,
        Revoked = row.Revoked,
        Recorded = row.SessionId != null,
    };

    /// <summary>Reads the clock.</summary>
    public static readonly Expression<Func<long, FoundRow>> OfClock = static now => new FoundRow
    {
        Key = "",
        Kind = RowKind.Clock,
        At = now,
        Expires = null,
        ExceptSession = null,
        ExceptAt = null,
        Started = 0L,
        Root = 0L,
        HandedOut = 0L,
        Number = 0,
        Parent = 0,
        Seen = false,
        Revoked = false,
        Recorded = false,
    };

    public required string Key { get; init; }

    public required int Kind { get; init; }

    public required long At { get; init; }

    public required long? Expires { get; init; }

    public required string? ExceptSession { get; init; }

    public required long? ExceptAt { get; init; }

    public required long Started { get; init; }

    public required long Root { get; init; }

    public required long HandedOut { get; init; }

    public required int Number { get; init; }

    public required int Parent { get; init; }

    public required bool Seen { get; init; }

    public required bool Revoked { get; init; }

    /// <summary>Gets whether the session was recorded, and has not ended.</summary>
    public required bool Recorded { get; init; }

    public bool HasExpired(long now) => Expires <= now;

    public RevokedUpTo ToRevokedUpTo() => new(RowTime.Read(At), ExceptSession, RowTime.Read(ExceptAt));

    public SessionEntry ToEntry() => new()
    {
        Started = RowTime.Read(Started),
        Root = RowTime.Read(Root),
        Number = Number,
        Parent = Parent,
        At = RowTime.Read(At),
        HandedOut = RowTime.Read(HandedOut),
        Seen = Seen,
        Revoked = Revoked,
        Expires = RowTime.Read(Expires),
    };
}

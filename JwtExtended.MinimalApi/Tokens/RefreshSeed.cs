using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace JwtExtended.MinimalApi.Tokens;

/// <summary>
/// The secret in a refresh token that its successor is derived from. Whoever holds the token derives the same successor, and neither a store
/// nor an older token yields it.
/// </summary>
internal sealed class RefreshSeed
{
    private const int SeedBytes = 32;
    private const char RecordedMark = 'r';
    private const char PlainMark = 'p';

    private readonly byte[] _secret;

    private RefreshSeed(byte[] secret, bool isRecorded)
    {
        _secret = secret;
        IsRecorded = isRecorded;
    }

    /// <summary>Whether the session has a record in the store, without which the token is good for nothing.</summary>
    public bool IsRecorded { get; }

    public static RefreshSeed Create(bool isRecorded, RandomBytes random)
    {
        var secret = new byte[SeedBytes];
        random.Fill(secret);
        return new RefreshSeed(secret, isRecorded);
    }

    /// <summary>Reads a seed out of a verified token; false for one that another library made, or an older version.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out RefreshSeed? seed)
    {
        seed = null;
        if (text is not { Length: > 1 } || text[0] is not (RecordedMark or PlainMark) || !Base64Url.IsValid(text.AsSpan(1), out var length) || length != SeedBytes)
            return false;
        seed = new RefreshSeed(Base64Url.DecodeFromChars(text.AsSpan(1)), text[0] == RecordedMark);
        return true;
    }

    /// <summary>The id of the successor, for the instant at which this token was consumed.</summary>
    public Guid SuccessorJti(DateTimeOffset consumedAt) => TokenId.MakeJti(consumedAt, Derive("jwt-extended successor jti"u8).AsSpan(0, 16));

    public string SuccessorCsrf() => Base64Url.EncodeToString(Derive("jwt-extended successor csrf"u8).AsSpan(0, 16));

    public RefreshSeed Successor() => new(Derive("jwt-extended successor seed"u8), IsRecorded);

    /// <summary>The claim. A credential: never log it.</summary>
    public override string ToString() => (IsRecorded ? RecordedMark : PlainMark) + Base64Url.EncodeToString(_secret);

    private byte[] Derive(ReadOnlySpan<byte> label) => HMACSHA256.HashData(_secret, label);
}

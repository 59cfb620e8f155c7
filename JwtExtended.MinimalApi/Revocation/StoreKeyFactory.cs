using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace JwtExtended.MinimalApi.Revocation;

/// <summary>Creates the keys of a store's entries: SHA-256 over length-prefixed kind, issuer and value.</summary>
internal sealed class StoreKeyFactory(string issuer)
{
    private const int StackBytes = 512;

    /// <summary>The key of everything that the app issues.</summary>
    public string Everything { get; } = Create("everything", issuer, "");

    /// <summary>The group of the keys that the app stores.</summary>
    public string Keys { get; } = Create("keys", issuer, "");

    /// <summary>The key of a token: its own, or that of the token that a ticket was made for, which ends with it.</summary>
    /// <returns>The key.</returns>
    public string ForToken(IRevocable token) => token.ParentKey
        ?? (token.Jti is { } jti ? ForTokenId(jti) : ForSigningInput(token.RawJwt.AsSpan(0, token.RawJwt.LastIndexOf('.'))));

    /// <summary>The key that a ticket is used up by.</summary>
    /// <returns>The key.</returns>
    public string ForTicket(string jti) => Create("ticket", issuer, jti);

    /// <summary>The key of a token by its <c>jti</c>.</summary>
    /// <returns>The key.</returns>
    private string ForTokenId(string jti) => Create("token", issuer, jti);

    /// <summary>The key of a token without a <c>jti</c>: what was signed, because an ECDSA signature has more than one form.</summary>
    /// <returns>The key.</returns>
    private string ForSigningInput(ReadOnlySpan<char> signingInput) => Create("text", issuer, signingInput);

    /// <summary>The key of a session. It belongs to an identity: an application may give one id to two.</summary>
    /// <returns>The key.</returns>
    public string ForSession(string identity, string sessionId) => Create("session", issuer, identity, sessionId);

    /// <summary>The key of everything of an identity.</summary>
    /// <returns>The key.</returns>
    public string ForIdentity(string identity) => Create("identity", issuer, identity);

    private static string Create(string kind, string issuer, ReadOnlySpan<char> value, ReadOnlySpan<char> second = default)
    {
        var size = 4 * sizeof(int) + Encoding.UTF8.GetMaxByteCount(kind.Length + issuer.Length + value.Length + second.Length);
        Span<byte> buffer = size <= StackBytes ? stackalloc byte[StackBytes] : new byte[size];
        var length = Append(buffer, kind);
        length += Append(buffer[length..], issuer);
        length += Append(buffer[length..], value);
        length += Append(buffer[length..], second);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(buffer[..length], hash);
        return Base64Url.EncodeToString(hash);
    }

    // The length comes first: no value can extend into the next one and produce the key of another identity.
    private static int Append(Span<byte> buffer, ReadOnlySpan<char> text)
    {
        var length = Encoding.UTF8.GetBytes(text, buffer[sizeof(int)..]);
        BinaryPrimitives.WriteInt32BigEndian(buffer, length);
        return sizeof(int) + length;
    }
}

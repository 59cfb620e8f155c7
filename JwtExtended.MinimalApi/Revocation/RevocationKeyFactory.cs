using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace JwtExtended.MinimalApi.Revocation;

/// <summary>Makes the keys under which a store keeps its entries: SHA-256 over length-prefixed kind, issuer and value.</summary>
internal sealed class RevocationKeyFactory(string issuer)
{
    private const int StackBytes = 512;

    public string Everything { get; } = Make("everything", issuer, "");

    // A token without a jti is known by what was signed: the signature itself may have more than one form (ECDSA).
    public string ForToken(Token token) => token.Jti is { } jti
        ? ForTokenId(jti)
        : Make("text", issuer, token.RawJwt[..token.RawJwt.LastIndexOf('.')]);

    public string ForTokenId(string jti) => Make("token", issuer, jti);

    // A session belongs to an identity: an application may give the same id to two. (No id holds a slash.)
    public string ForSession(string identity, string sessionId) => Make("session", issuer, $"{sessionId}/{identity}");

    public string ForIdentity(string identity) => Make("identity", issuer, identity);

    /// <summary>Under this the alarm of a reused token is raised, once a session.</summary>
    public string ForAlarm(string identity, string sessionId) => Make("alarm", issuer, $"{sessionId}/{identity}");

    /// <summary>Under this one change at a time spares a session.</summary>
    public string ForExemptionLock(string identity) => Make("sparing", issuer, identity);

    /// <summary>Under this stands the mark of an identity that one session was spared from.</summary>
    public string ForExemption(string identity, string sessionId) => Make("spared", issuer, $"{sessionId}/{identity}");

    /// <summary>Under this stands the mark of an identity that no session was spared from.</summary>
    public string ForIdentityWithoutExemption(string identity) => Make("whole", issuer, identity);

    private static string Make(string kind, string issuer, string value)
    {
        var size = 3 * sizeof(int) + Encoding.UTF8.GetMaxByteCount(kind.Length + issuer.Length + value.Length);
        Span<byte> buffer = size <= StackBytes ? stackalloc byte[StackBytes] : new byte[size];
        var length = Append(buffer, kind);
        length += Append(buffer[length..], issuer);
        length += Append(buffer[length..], value);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(buffer[..length], hash);
        return Base64Url.EncodeToString(hash);
    }

    // The length in front: no value can spill over into the next and shape somebody else's key.
    private static int Append(Span<byte> buffer, string text)
    {
        var length = Encoding.UTF8.GetBytes(text, buffer[sizeof(int)..]);
        BinaryPrimitives.WriteInt32BigEndian(buffer, length);
        return sizeof(int) + length;
    }
}

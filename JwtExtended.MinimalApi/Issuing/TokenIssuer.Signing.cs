using System.Buffers.Text;
using System.Text;
using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Issuing;

/// <content>Signs what was prepared, in this process or by a signer.</content>
internal sealed partial class TokenIssuer
{
    /// <summary>Whether access tokens are signed in another process.</summary>
    public bool SignsRemotely => ring.Current.Signing.Signer is not null;

    private static int LengthOf(int input, int signature) => input + 1 + Base64Url.GetEncodedLength(signature);

    private IssuedToken Sign(in TokenContents contents) => Sign(contents, ring.Current.SigningKeyOf(contents.Type));

    private ValueTask<IssuedToken> SignAsync(in TokenContents contents, CancellationToken cancellationToken)
    {
        // One key from start to end, even if another one is promoted meanwhile.
        var key = ring.Current.SigningKeyOf(contents.Type);
        return key.Signer is null ? new(Sign(contents, key)) : SignRemotelyAsync(contents, key, cancellationToken);
    }

    private IssuedToken Sign(in TokenContents contents, JwtKey key)
    {
        var buffer = _buffers.Get();
        var expires = Write(contents, buffer);
        var token = Assemble(key, EncodeInput(key.HeaderOf(contents.Type), buffer), buffer);
        // Not in a finally: a buffer is not used again after a failure.
        _buffers.Return(buffer);
        CheckLength(token.Length);
        return ToIssued(contents, token, expires);
    }

    private async ValueTask<IssuedToken> SignRemotelyAsync(TokenContents contents, JwtKey key, CancellationToken cancellationToken)
    {
        var buffer = _buffers.Get();
        var expires = Write(contents, buffer);
        var input = EncodeInput(key.HeaderOf(contents.Type), buffer).ToArray();
        _buffers.Return(buffer);
        // Before the signer is asked: its signature has a known length.
        CheckLength(LengthOf(input.Length, key.SignatureLength));
        var signature = await _remote.SignAsync(key, input, cancellationToken);
        return ToIssued(contents, Join(input, signature), expires);
    }

    private long? Write(in TokenContents contents, TokenBuffer buffer)
    {
        // A successor is as old as its number, so that every instance writes the same; anything else is not older than its session.
        var began = contents.Jti is null ? clock.NextIssue(contents.Identity) : contents.Now;
        var jti = contents.Jti ?? _ids.NewJti(began);
        var expires = _expiry.Of(contents);
        var issuedAt = Instant.Latest(contents.Now, began, contents.Session.Started);
        _claims.Write(contents with { Expires = expires, IssuedAt = issuedAt }, jti, buffer);
        return expires;
    }

    // Better no token than one that the validator refuses.
    private void CheckLength(int length)
    {
        if (length > rules.MaxLength)
        {
            throw new ArgumentException(
                $"The token is {length} characters long; MaxTokenLength is {rules.MaxLength}. Put less into its claims.");
        }
    }

    private static IssuedToken ToIssued(in TokenContents contents, string token, long? expires)
    {
        IssueWatch.NoteToken();
        var end = expires is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : (DateTimeOffset?)null;
        return new IssuedToken(token, contents.Type, end, contents.Csrf) { Persistent = contents.Session.Limits.Persistent };
    }

    private static Span<byte> EncodeInput(string header, TokenBuffer buffer)
    {
        var payload = buffer.Payload;
        var input = buffer.Input(header.Length + 1 + Base64Url.GetEncodedLength(payload.Length));
        Ascii.FromUtf16(header, input, out var length);
        input[length] = (byte)'.';
        Base64Url.EncodeToUtf8(payload, input[(length + 1)..]);
        return input;
    }

    private static string Assemble(JwtKey key, ReadOnlySpan<byte> input, TokenBuffer buffer)
    {
        var signature = buffer.Signature(key.SignatureLength);
        key.Sign(input, signature);
        return Join(input, signature);
    }

    private static string Join(ReadOnlySpan<byte> input, ReadOnlySpan<byte> signature) => string.Create(
        LengthOf(input.Length, signature.Length), new Parts(input, signature), static (text, parts) =>
        {
            Ascii.ToUtf16(parts.Input, text, out var written);
            text[written] = '.';
            Base64Url.EncodeToChars(parts.Signature, text[(written + 1)..]);
        });

    private readonly ref struct Parts(ReadOnlySpan<byte> input, ReadOnlySpan<byte> signature)
    {
        public ReadOnlySpan<byte> Input { get; } = input;

        public ReadOnlySpan<byte> Signature { get; } = signature;
    }
}

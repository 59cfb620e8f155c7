using System.Buffers.Text;
using System.Globalization;
using System.Text;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.Extensions.ObjectPool;

namespace JwtExtended.MinimalApi.Issuing;

/// <summary>Issues signed tokens.</summary>
internal sealed class TokenIssuer(JwtKeyRing ring, IssuingRules rules, ClaimNames names, IssueClock clock)
{
    private const int CsrfBytes = 16;

    private static readonly TokenDescriptor Plain = new();

    private readonly TokenId _ids = new();
    private readonly ClaimsWriter _claims = new(rules, names);
    private readonly DefaultObjectPool<TokenBuffer> _buffers = new(new TokenBufferPolicy());

    public IssuedToken CreateAccess(string identity, TokenDescriptor? descriptor)
    {
        var plan = Prepare(TokenType.Access, identity, descriptor ?? Plain, clock.Time.GetUtcNow());
        return Sign(plan with { Session = SessionOf(plan.Descriptor, isLogin: false), Csrf = NewCsrf() });
    }

    public IssuedToken CreateRefresh(string identity, TokenDescriptor? descriptor)
    {
        var plan = Prepare(TokenType.Refresh, identity, descriptor ?? Plain, clock.Time.GetUtcNow());
        return Sign(plan with { Session = SessionOf(plan.Descriptor, isLogin: true), Csrf = NewCsrf(), Seed = RefreshSeed.Create(isRecorded: false, _ids.Random) });
    }

    /// <summary>The pair of a login.</summary>
    /// <param name="identity">Who it is for.</param>
    /// <param name="descriptor">What it says.</param>
    /// <param name="isRecorded">Whether the session is recorded in the store.</param>
    /// <param name="session">The session that began.</param>
    public TokenPair CreatePair(string identity, TokenDescriptor? descriptor, bool isRecorded, out SessionStamp session)
    {
        var now = clock.Time.GetUtcNow();
        var access = Prepare(TokenType.Access, identity, descriptor ?? Plain, now);
        // A lifetime of its own is the access token's; the refresh token has the configured one.
        var refresh = Prepare(TokenType.Refresh, identity, access.Descriptor with { ExpiresIn = null }, now);
        session = SessionOf(access.Descriptor, isLogin: true);
        // A pair is what a login answers: credentials were proved now, unless the descriptor comes from a token.
        var authTime = access.AuthTime ?? (access.Descriptor.Origin is null ? now : null);
        access = access with { Session = session, AuthTime = authTime, Csrf = NewCsrf() };
        return new TokenPair(
            Sign(access),
            ExpiresIn(access),
            Sign(refresh with { Session = session, AuthTime = authTime, Csrf = NewCsrf(), Seed = RefreshSeed.Create(isRecorded, _ids.Random) }));
    }

    /// <summary>The access token that a refresh answers.</summary>
    /// <param name="refresh">The refresh token, or the access token that is renewed by itself.</param>
    /// <param name="renewed">What the new access token says.</param>
    /// <param name="expiresIn">Its lifetime in seconds; 0 = it never expires.</param>
    public IssuedToken CreateRenewed(Token refresh, TokenDescriptor renewed, out int expiresIn)
    {
        // Whoever the application says the user is now: the session is the one that began then, and nobody proved anything just now.
        var descriptor = renewed with { SessionId = refresh.SessionId, Fresh = false, FreshFor = null, AuthTime = refresh.AuthTime };
        var plan = Prepare(TokenType.Access, refresh.Identity, descriptor, clock.Time.GetUtcNow());
        plan = plan with { Session = new SessionStamp(refresh.SessionId, refresh.Origin), Csrf = NewCsrf() };
        expiresIn = ExpiresIn(plan);
        return Sign(plan);
    }

    /// <summary>The successor of a consumed refresh token. Whoever asks gets the same, but for the signature.</summary>
    public IssuedToken CreateSuccessorOf(Token consumed, RefreshSeed seed, DateTimeOffset consumedAt)
    {
        var plan = Prepare(TokenType.Refresh, consumed.Identity, TokenDescriptor.From(consumed), consumedAt);
        return Sign(plan with
        {
            Session = new SessionStamp(consumed.SessionId, consumed.Origin),
            Jti = seed.SuccessorJti(consumedAt),
            Csrf = rules.WritesCsrf ? seed.SuccessorCsrf() : null,
            Seed = seed.Successor(),
        });
    }

    /// <summary>A ticket: the rights of an access token for one GET of one path, within seconds.</summary>
    public IssuedToken CreateTicket(Token access, string target, TimeSpan lifetime)
    {
        var descriptor = TokenDescriptor.From(access) with { ExpiresIn = lifetime };
        var plan = Prepare(TokenType.Ticket, access.Identity, descriptor, clock.Time.GetUtcNow());
        // What the ticket opens may go on for as long as the access token would: a feed is not over when its ticket is.
        var until = access.Exp?.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) ?? "";
        return Sign(plan with { Session = new SessionStamp(access.SessionId, access.Origin), Target = $"{until} {target}", AuthTime = null });
    }

    private int ExpiresIn(in TokenContents access) =>
        CappedExpiry(access) is { } end ? (int)Math.Clamp(end - access.Now.ToUnixTimeSeconds(), 0, int.MaxValue) : 0;

    private string? NewCsrf()
    {
        if (!rules.WritesCsrf)
            return null;
        Span<byte> value = stackalloc byte[CsrfBytes];
        _ids.Random.Fill(value);
        return Base64Url.EncodeToString(value);
    }

    private TokenContents Prepare(TokenType type, string identity, TokenDescriptor descriptor, DateTimeOffset now)
    {
        DescriptorRules.CheckText(identity, "The identity");
        if (!ReferenceEquals(descriptor, Plain))
            DescriptorRules.Check(descriptor, rules);
        var expires = ExpiryOf(descriptor.ExpiresIn ?? (type == TokenType.Refresh ? rules.RefreshLifetime : rules.AccessLifetime), now);
        if (descriptor.NotBefore?.ToUnixTimeSeconds() >= expires)
            throw new ArgumentException($"NotBefore is {descriptor.NotBefore:O}, when the token has expired already. Set a longer ExpiresIn.");
        return new TokenContents
        {
            Type = type,
            Identity = identity,
            Descriptor = descriptor,
            Session = default,
            Now = now,
            Expires = expires,
            AuthTime = descriptor.AuthTime ?? (descriptor.Fresh || descriptor.FreshFor is not null ? now : null),
        };
    }

    private long? ExpiryOf(TimeSpan lifetime, DateTimeOffset now)
    {
        if (Lifetime.IsInfinite(lifetime))
        {
            return rules.AllowNonExpiring ? null :
                throw new ArgumentException("ExpiresIn is infinite, but AllowNonExpiringTokens is off. Set a lifetime.");
        }

        if (lifetime <= TimeSpan.Zero)
            throw new ArgumentException($"ExpiresIn is {lifetime}; it must be positive.");
        if (lifetime > rules.MaxLifetime)
            throw new ArgumentException($"ExpiresIn is {lifetime}, longer than MaxTokenLifetime ({rules.MaxLifetime}). Raise MaxTokenLifetime, or use a refresh token.");
        return now.ToUnixTimeSeconds() + Lifetime.Seconds(lifetime);
    }

    private SessionStamp SessionOf(TokenDescriptor descriptor, bool isLogin)
    {
        var id = descriptor.SessionId ?? (isLogin ? _ids.NewSessionId() : null);
        // What is made from a token is as old as that token, whatever its session is called: a refresh in flight cannot escape a mark "up to now".
        return new SessionStamp(id, descriptor.Origin ?? (id is null ? null : clock.Now()));
    }

    /// <summary>No token outlives its session, and what the session's end cuts short is what the reader accepts.</summary>
    private long? CappedExpiry(in TokenContents plan)
    {
        if (plan.Session is not { Id: not null, Started: { } started } || Lifetime.IsInfinite(rules.SessionLifetime))
            return plan.Expires;
        var end = started.ToUnixTimeSeconds() + Lifetime.Seconds(rules.SessionLifetime);
        if (plan.Expires is { } expires)
            return Math.Min(expires, end);
        return rules.MaxLifetime is { } max ? Math.Min(end, plan.Now.ToUnixTimeSeconds() + Lifetime.Seconds(max)) : end;
    }

    private IssuedToken Sign(in TokenContents plan)
    {
        // One key from start to end, whatever is promoted meanwhile.
        var key = ring.Current.Signing;
        var buffer = _buffers.Get();
        var expires = CappedExpiry(plan);
        _claims.Write(plan with { Expires = expires }, plan.Jti ?? _ids.NewJti(clock.Now()), buffer);
        var token = Assemble(key, key.HeaderOf(plan.Type), buffer);
        // Not in a finally: what failed half-way is not used again.
        _buffers.Return(buffer);
        // Better no token than one that the reader refuses.
        return token.Length <= rules.MaxLength
            ? new IssuedToken(token, plan.Type, expires is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null, plan.Csrf)
            : throw new ArgumentException($"The token is {token.Length} characters long; MaxTokenLength is {rules.MaxLength}. Put less into its claims.");
    }

    private static string Assemble(JwtKey key, string header, TokenBuffer buffer)
    {
        var payload = buffer.Payload;
        var input = buffer.Input(header.Length + 1 + Base64Url.GetEncodedLength(payload.Length));
        Ascii.FromUtf16(header, input, out var length);
        input[length] = (byte)'.';
        Base64Url.EncodeToUtf8(payload, input[(length + 1)..]);

        var signature = buffer.Signature(key.SignatureLength);
        key.Sign(input, signature);
        return string.Create(input.Length + 1 + Base64Url.GetEncodedLength(signature.Length), new Parts(input, signature), static (text, parts) =>
        {
            Ascii.ToUtf16(parts.Input, text, out var written);
            text[written] = '.';
            Base64Url.EncodeToChars(parts.Signature, text[(written + 1)..]);
        });
    }

    private readonly ref struct Parts(ReadOnlySpan<byte> input, ReadOnlySpan<byte> signature)
    {
        public ReadOnlySpan<byte> Input { get; } = input;

        public ReadOnlySpan<byte> Signature { get; } = signature;
    }
}

using System.Security.Cryptography;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Issuing;

/// <summary>Keys that sign in another process: what is awaited, what is checked, and what the synchronous methods say.</summary>
public sealed class RemoteSigningTests
{
    private readonly ScriptedSigner _signer = new();

    [TestCase(JwtAlgorithm.ES256)]
    [TestCase(JwtAlgorithm.ES512)]
    [TestCase(JwtAlgorithm.RS256)]
    [TestCase(JwtAlgorithm.PS512)]
    public async Task A_token_of_a_signer_is_accepted(JwtAlgorithm algorithm)
    {
        var signer = new ScriptedSigner(algorithm);
        await using var service = Keyed(signer);

        var token = service.Read(await service.Jwt.CreateAccessTokenAsync("alice", new TokenDescriptor { Role = "ADMIN" }));

        (token.Identity, token.Role, token.Kid).Should().Be(("alice", "ADMIN", signer.PublicKey.Kid));
        service.Jwt.Keys.Signing.Should().Match<JwtKey>(key => key.CanSign && key.Algorithm == algorithm);
        signer.Calls.Should().Be(1, "it is not asked before there is a token to sign");
    }

    [Test]
    public async Task The_static_class_waits_as_well()
    {
        await using var app = await TestApp.StartAsync(
            routes => routes.MapPost("/login", static (CancellationToken cancel) =>
                Jwt.CreateAccessTokenAsync("alice", cancellationToken: cancel)).WithoutJwt(),
            cfg => cfg.Keys.Add(JwtKey.FromSigner(_signer)),
            builder => builder.Configuration["Jwt:SecretKey"] = null);

        using var response = await app.Client.PostAsync("/login", null);

        app.ReadToken(await response.Content.ReadAsStringAsync()).Identity.Should().Be("alice");
    }

    [Test]
    public async Task A_key_of_this_process_signs_at_once()
    {
        await using var service = new TestService();

        var creating = service.Jwt.CreateAccessTokenAsync("alice");

        creating.IsCompletedSuccessfully.Should().BeTrue();
        service.Read(await creating).Identity.Should().Be("alice");
    }

    [Test]
    public async Task The_synchronous_methods_say_what_to_call()
    {
        await using var service = Keyed(_signer);
        var jwt = service.Jwt;
        var message = $"The ES256 key '{_signer.PublicKey.Kid}' signs by its IJwtSigner, which is awaited. "
            + "Call CreateAccessTokenAsync instead of CreateAccessToken, and StartSessionAsync instead of CreateTokenPair.";

        jwt.Invoking(jwt => jwt.CreateAccessToken("alice")).Should().Throw<InvalidOperationException>().WithMessage(message);
        jwt.Invoking(jwt => jwt.CreateAccessToken("alice", new TokenDescriptor()))
            .Should().Throw<InvalidOperationException>().WithMessage(message);
        jwt.Invoking(jwt => jwt.CreateTokenPair("alice")).Should().Throw<InvalidOperationException>().WithMessage(message);

        _signer.Calls.Should().Be(0);
        service.Read(jwt.CreateRefreshToken("alice"), TokenType.Refresh).Identity.Should().Be("alice");
        service.Read(await jwt.CreateAccessTokenAsync("alice"));
        var pair = await jwt.StartSessionAsync("alice");
        service.Read(pair.AccessToken).SessionId.Should().Be(service.Read(pair.RefreshToken, TokenType.Refresh).SessionId);
    }

    private static IEnumerable<TestCaseData> WrongSignatures =>
    [
        Wrong("nothing", static (_, _) => [], "returned 0 bytes; a signature is 64 bytes long"),
        Wrong("too short", static (signer, input) => signer.Sign(input)[..63], "returned 63 bytes; a signature is 64 bytes long"),
        Wrong("too long", static (signer, input) => [.. signer.Sign(input), 0], "returned 65 bytes; a signature is 64 bytes long"),
        Wrong("DER", static (_, input) => Der(input), "those of ECDSA are R and S one after the other, and not DER."),
        Wrong("zeros", static (_, _) => new byte[64], "returned a signature that its PublicKey does not verify."),
        Wrong("garbage", static (_, _) => RandomNumberGenerator.GetBytes(64), "returned a signature that its PublicKey does not verify."),
        Wrong("of another key", static (_, input) => new ScriptedSigner().Sign(input), "returned a signature that its PublicKey does not"),
        Wrong("of other bytes", static (signer, _) => signer.Sign(new byte[1]), "returned a signature that its PublicKey does not verify."),
        Wrong("an exception", static (_, _) => throw new HttpRequestException("secret of the vault"), "failed (HttpRequestException)."),
        Wrong("canceled by itself", static (_, _) => throw new TaskCanceledException(), "failed (TaskCanceledException)."),
    ];

    [TestCaseSource(nameof(WrongSignatures))]
    public async Task What_is_no_signature_of_the_key_does_not_leave(object script, string problem)
    {
        var make = (Func<ScriptedSigner, ReadOnlyMemory<byte>, byte[]>)script;
        await using var service = Keyed(_signer);
        _signer.Script = async (input, _) =>
        {
            await Task.Yield();
            return make(_signer, input);
        };

        var create = () => service.Jwt.CreateAccessTokenAsync("alice").AsTask();

        var error = (await create.Should().ThrowAsync<JwtSigningException>()).Which;
        error.Message.Should().StartWithEquivalentOf($"The signer of the ES256 key '{_signer.PublicKey.Kid}' ")
            .And.ContainEquivalentOf(problem).And.NotContain("secret");
        _signer.Script = null;
        service.Read(await service.Jwt.CreateAccessTokenAsync("alice"));
    }

    [Test]
    public async Task A_signature_is_copied_before_it_is_verified()
    {
        await using var service = Keyed(_signer);
        byte[] shared = [];
        _signer.Script = (input, _) => ValueTask.FromResult<ReadOnlyMemory<byte>>(shared = _signer.Sign(input));

        var token = await service.Jwt.CreateAccessTokenAsync("alice");
        Array.Clear(shared);

        service.Read(token).Identity.Should().Be("alice");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_signer_that_hangs_is_given_up(bool listens)
    {
        await using var service = Keyed(_signer);
        var never = new TaskCompletionSource<ReadOnlyMemory<byte>>();
        CancellationToken given = default;
        _signer.Script = async (_, cancel) =>
        {
            given = cancel;
            return await (listens ? never.Task.WaitAsync(cancel) : never.Task);
        };

        var creating = service.Jwt.CreateAccessTokenAsync("alice").AsTask();
        creating.IsCompleted.Should().BeFalse();
        service.Time.Advance(TimeSpan.FromSeconds(3));

        (await FluentActions.Awaiting(() => creating).Should().ThrowAsync<JwtSigningException>())
            .WithMessage("*did not respond within 3 s (Keys.SigningTimeout).");
        given.IsCancellationRequested.Should().BeTrue();
        _signer.Script = null;
        service.Read(await service.Jwt.CreateAccessTokenAsync("alice"));
    }

    [Test]
    public async Task The_limit_can_be_set()
    {
        await using var service = Keyed(_signer, cfg => cfg.Keys.SigningTimeout = TimeSpan.FromSeconds(10));
        var never = new TaskCompletionSource<ReadOnlyMemory<byte>>();
        _signer.Script = async (_, _) => await never.Task;

        var creating = service.Jwt.CreateAccessTokenAsync("alice").AsTask();
        service.Time.Advance(TimeSpan.FromSeconds(9));

        creating.IsCompleted.Should().BeFalse();
        service.Time.Advance(TimeSpan.FromSeconds(1));
        await FluentActions.Awaiting(() => creating).Should().ThrowAsync<JwtSigningException>();
    }

    [Test]
    public async Task A_caller_that_gives_up_cancels_the_signer()
    {
        await using var service = Keyed(_signer);
        var never = new TaskCompletionSource<ReadOnlyMemory<byte>>();
        CancellationToken given = default;
        _signer.Script = async (_, cancel) =>
        {
            given = cancel;
            return await never.Task;
        };
        using var caller = new CancellationTokenSource();

        var creating = service.Jwt.CreateAccessTokenAsync("alice", null, caller.Token).AsTask();
        await caller.CancelAsync();

        (await FluentActions.Awaiting(() => creating).Should().ThrowAsync<OperationCanceledException>())
            .Which.CancellationToken.Should().Be(caller.Token);
        given.IsCancellationRequested.Should().BeTrue();
    }

    [Test]
    public async Task A_token_that_would_be_too_long_costs_no_signature()
    {
        await using var service = Keyed(_signer, cfg => cfg.MaxTokenLength = 512);

        var create = () => service.Jwt.CreateAccessTokenAsync(new string('x', 400)).AsTask();

        await create.Should().ThrowAsync<ArgumentException>().WithMessage("*MaxTokenLength is 512*");
        _signer.Calls.Should().Be(0);
    }

    [Test]
    public void A_signer_without_a_public_key_is_misuse()
    {
        FluentActions.Invoking(() => JwtKey.FromSigner(new ScriptedSigner { PublicKey = null! })).Should().Throw<ArgumentException>()
            .WithMessage("The PublicKey of ScriptedSigner is null. Create it with: JwtKey.FromPem(publicKey)*");
        FluentActions.Invoking(() => JwtKey.FromSigner(new ScriptedSigner { PublicKey = JwtKey.Generate(JwtAlgorithm.HS256) }))
            .Should().Throw<ArgumentException>().WithMessage("The PublicKey of ScriptedSigner is a secret, which signs by itself.*");
        JwtKey.FromSigner(_signer).CanSign.Should().BeTrue();
    }

    [Test]
    public async Task Nothing_is_allocated_in_addition_where_nothing_is_awaited()
    {
        await using var service = new TestService();
        var jwt = service.Jwt;
        var descriptor = new TokenDescriptor { Role = "ADMIN" };
        static async Task<long> MeasureAsync(Func<ValueTask<string>> issue)
        {
            for (var i = 0; i < 200; i++)
                await issue();
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 200; i++)
                await issue();
            return (GC.GetAllocatedBytesForCurrentThread() - before) / 200;
        }

        var synchronous = await MeasureAsync(() => new(jwt.CreateAccessToken("alice", descriptor)));
        var asynchronous = await MeasureAsync(() => jwt.CreateAccessTokenAsync("alice", descriptor));

        asynchronous.Should().BeLessThanOrEqualTo(synchronous + 16);
    }

    private static TestService Keyed(IJwtSigner signer, Action<JwtOptions>? configure = null) => new(
        cfg =>
        {
            cfg.Keys.Add(JwtKey.FromSigner(signer));
            cfg.Keys.RefreshSecrets.Add(TestKeys.SecretText('r'));
            configure?.Invoke(cfg);
        },
        static builder => builder.Configuration["Jwt:SecretKey"] = null);

    private static byte[] Der(ReadOnlyMemory<byte> input)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.SignData(input.Span, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    private static TestCaseData Wrong(string name, Func<ScriptedSigner, ReadOnlyMemory<byte>, byte[]> make, string problem) =>
        new TestCaseData(make, problem).SetArgDisplayNames(name);
}

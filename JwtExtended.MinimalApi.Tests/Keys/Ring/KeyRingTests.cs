using System.Buffers.Text;
using System.Security.Cryptography;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Keys.Ring;

/// <summary>Keys that change while the app runs.</summary>
public sealed class KeyRingTests
{
    private readonly TestService _service = new();

    [TearDown]
    public ValueTask TearDown() => _service.DisposeAsync();

    private JwtKeyRing Ring => _service.Jwt.Keys;

    [Test]
    public void An_added_key_verifies_at_once_and_signs_when_it_is_promoted()
    {
        var key = JwtKey.Generate(JwtAlgorithm.ES256);
        var first = Ring.Signing;

        Ring.Add(key);

        Ring.Signing.Should().BeSameAs(first);
        Ring.Verifying.Should().Equal(first, key);
        _service.Read(_service.Jwt.CreateAccessToken("alice")).Kid.Should().Be(first.Kid);
        Ring.Promote(key.Kid);
        Ring.Signing.Should().BeSameAs(key);
        _service.Read(_service.Jwt.CreateAccessToken("alice")).Kid.Should().Be(key.Kid);
    }

    [Test]
    public void Tokens_of_a_retired_key_are_refused_remembered_ones_too()
    {
        var old = Ring.Signing;
        var key = JwtKey.Generate(JwtAlgorithm.HS256);
        var token = _service.Jwt.CreateAccessToken("alice");
        _service.Read(token);
        Ring.Add(key);
        Ring.Promote(key.Kid);
        _service.Read(token).Identity.Should().Be("alice", "the old key still verifies");

        Ring.Retire(old.Kid);

        _service.ReadRefused(token).Should().Be(JwtErrorCode.TokenInvalid);
        _service.Read(_service.Jwt.CreateAccessToken("alice")).Kid.Should().Be(key.Kid);
    }

    [Test]
    public void Another_key_under_the_kid_of_a_retired_one_does_not_bring_its_tokens_back()
    {
        var (first, second) = (Oct("shared"), Oct("shared"));
        Ring.Add(first);
        Ring.Promote("shared");
        var token = _service.Jwt.CreateAccessToken("alice");
        _service.Read(token);
        Ring.Promote(Ring.Verifying[0].Kid);
        Ring.Retire("shared");

        Ring.Add(second);

        _service.ReadRefused(token).Should().Be(JwtErrorCode.TokenInvalid);
        Ring.Retire("shared");
        Ring.Add(first);
        _service.Read(token).Identity.Should().Be("alice");
    }

    [Test]
    public void A_kid_is_unique_in_a_ring_of_symmetric_and_asymmetric_keys()
    {
        var key = JwtKey.Generate(JwtAlgorithm.ES256);
        Ring.Add(key);

        Ring.Invoking(ring => ring.Add(key)).Should().Throw<ArgumentException>().WithMessage("*ring already has a key with the kid*");
        Ring.Invoking(ring => ring.Add(Oct(key.Kid)))
            .Should().Throw<ArgumentException>().WithMessage("*ring already has a key with the kid*");
        Ring.Verifying.Should().HaveCount(2);
    }

    [Test]
    public void Wrong_changes_are_misuse_and_change_nothing()
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var publicKey = JwtKey.FromPem(pair.ExportSubjectPublicKeyInfoPem());
        Ring.Add(publicKey);
        var signing = Ring.Signing;

        Ring.Invoking(ring => ring.Promote(publicKey.Kid)).Should().Throw<ArgumentException>().WithMessage("*can only verify*");
        Ring.Invoking(ring => ring.Promote("unknown")).Should().Throw<ArgumentException>().WithMessage("*ring has no key with the kid*");
        Ring.Invoking(ring => ring.Retire("unknown")).Should().Throw<ArgumentException>().WithMessage("*ring has no key with the kid*");
        Ring.Invoking(ring => ring.Retire(signing.Kid))
            .Should().Throw<InvalidOperationException>().WithMessage("*Promote another key first*");
        Ring.Signing.Should().BeSameAs(signing);
        Ring.Verifying.Should().HaveCount(2);
    }

    [Test]
    public void A_token_without_a_kid_works_while_one_key_fits_its_algorithm()
    {
        var token = TokenForge.Sign("""{"alg":"HS256","typ":"at+jwt"}""", TokenForge.Payload());
        _service.Read(token);
        Ring.Add(JwtKey.Generate(JwtAlgorithm.ES256));
        _service.Read(token);

        Ring.Add(JwtKey.Generate(JwtAlgorithm.HS256));

        var another = TokenForge.Sign("""{"alg":"HS256","typ":"at+jwt"}""", TokenForge.Payload(""","jti":"2" """));
        _service.ReadRefused(another).Should().Be(JwtErrorCode.TokenInvalid, "two keys fit");
    }

    [Test]
    public async Task While_keys_rotate_no_request_fails_that_should_not_and_none_passes_that_should_not()
    {
        using var stop = new CancellationTokenSource();
        var loops = new int[2];
        var readers = loops.Select((_, reader) => Task.Run(() =>
        {
            for (; !stop.IsCancellationRequested; Interlocked.Increment(ref loops[reader]))
            {
                _service.Jwt.TryRead(_service.Jwt.CreateAccessToken("alice"), out var token, out var error)
                    .Should().BeTrue("it was refused as {0}", error?.Code);
                _service.Jwt.TryRead(token!.RawJwt, out token, out error).Should().BeTrue("it was refused as {0}", error?.Code);
            }
        })).ToArray();

        for (var i = 0; i < 100; i++)
        {
            var (old, token) = (Ring.Signing.Kid, _service.Jwt.CreateAccessToken("bob"));
            var key = JwtKey.Generate(i % 2 == 0 ? JwtAlgorithm.HS256 : JwtAlgorithm.ES256);
            Ring.Add(key);
            Ring.Promote(key.Kid);
            _service.Read(token);
            // What was issued under the old key has been read by then: only after that is it retired, as in real life.
            var before = loops.ToArray();
            SpinWait.SpinUntil(() => readers.Any(reader => reader.IsCompleted)
                || (Volatile.Read(ref loops[0]) > before[0] + 1 && Volatile.Read(ref loops[1]) > before[1] + 1));
            Ring.Retire(old);
            _service.ReadRefused(token).Should().Be(JwtErrorCode.TokenInvalid);
        }

        await stop.CancelAsync();
        await Task.WhenAll(readers);
        Ring.Verifying.Should().ContainSingle();
    }

    [Test]
    public async Task Configured_keys_sign_first_and_further_ones_verify()
    {
        var (a, b) = (JwtKey.Generate(JwtAlgorithm.HS256), JwtKey.Generate(JwtAlgorithm.ES384));
        await using var several = new TestService(cfg =>
        {
            cfg.Keys.Add(a);
            cfg.Keys.Add(b);
        });
        await using var only = new TestService(cfg => cfg.Keys.Add(b), builder => builder.Configuration["Jwt:SecretKey"] = null);

        several.Jwt.Keys.Verifying.Should().HaveCount(3).And.Subject.Skip(1).Should().Equal(a, b);
        only.Jwt.Keys.Signing.Should().BeSameAs(b);
        several.Read(only.Jwt.CreateAccessToken("alice")).Kid.Should().Be(b.Kid);
    }

    [Test]
    public async Task In_Development_a_key_is_generated_only_where_none_is_configured()
    {
        await using var configured = new TestService(environment: "Development");
        await using var empty = new TestService(
            build: static builder => builder.Configuration["Jwt:SecretKey"] = null, environment: "Development");

        configured.Read(_service.Jwt.CreateAccessToken("alice"));
        configured.Jwt.Keys.Verifying.Should().ContainSingle().Which.Kid.Should().Be(Ring.Signing.Kid);
        empty.ReadRefused(_service.Jwt.CreateAccessToken("alice")).Should().Be(JwtErrorCode.TokenInvalid);
        empty.Read(empty.Jwt.CreateAccessToken("alice")).Kid.Should().NotBe(Ring.Signing.Kid);
    }

    [Test]
    public void A_key_configured_twice_stops_the_start()
    {
        var key = JwtKey.Generate(JwtAlgorithm.HS256);

        var start = () => new TestService(cfg =>
        {
            cfg.Keys.Add(key);
            cfg.Keys.Add(key);
            cfg.Keys.AddPemFile("absent.pem");
        });

        start.Should().Throw<Microsoft.Extensions.Options.OptionsValidationException>()
            .WithMessage("*absent.pem*cannot be read*").WithMessage($"*Two keys have the kid '{key.Kid}'*");
    }

    private static JwtKey Oct(string kid)
    {
        var k = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        return JwtKey.FromJwk($$"""{"kty":"oct","kid":"{{kid}}","k":"{{k}}"}""");
    }
}

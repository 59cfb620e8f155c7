using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using JwtExtended.MinimalApi.Keys.Strength;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.Options;

namespace JwtExtended.MinimalApi.Tests.Keys.Strength;

/// <summary>Secrets that people make up are refused, and no generated one is.</summary>
public sealed class SecretStrengthTests
{
    private const int Samples = 2_000;
    private const string Lower = "abcdefghijklmnopqrstuvwxyz";
    private const string Digits = "0123456789";

    private static readonly string Printable = new([.. Enumerable.Range('!', 94).Select(static character => (char)character)]);

    private static IEnumerable<TestCaseData> Generated =>
    [
        Form("32 bytes", static () => RandomNumberGenerator.GetBytes(32)),
        Form("64 bytes", static () => RandomNumberGenerator.GetBytes(64)),
        Form("16 bytes in hexadecimal", static () => Text(RandomNumberGenerator.GetHexString(32, lowercase: true))),
        Form("32 bytes in hexadecimal", static () => Text(RandomNumberGenerator.GetHexString(64, lowercase: true))),
        Form("64 bytes in hexadecimal", static () => Text(RandomNumberGenerator.GetHexString(128))),
        Form("24 bytes in base64", static () => Text(Convert.ToBase64String(RandomNumberGenerator.GetBytes(24)))),
        Form("32 bytes in base64", static () => Text(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)))),
        Form("64 bytes in base64", static () => Text(Convert.ToBase64String(RandomNumberGenerator.GetBytes(64)))),
        Form("32 bytes in base64url", static () => Text(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)))),
        Form("32 bytes in base32", static () => Text(Random("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 52))),
        Form("a UUID", static () => Text(Uuid())),
        Form("a UUID without hyphens", static () => Text(Uuid().Replace("-", "", StringComparison.Ordinal))),
        Form("two UUIDs", static () => Text(Uuid() + Uuid())),
        Form("two UUIDs with a hyphen between", static () => Text($"{Uuid()}-{Uuid()}")),
        Form("three UUIDs without hyphens", static () => Text((Uuid() + Uuid() + Uuid()).Replace("-", "", StringComparison.Ordinal))),
        Form("32 letters", static () => Text(Random(Lower, 32))),
        Form("64 letters", static () => Text(Random(Lower, 64))),
        Form("32 letters of both cases and digits", static () => Text(Random(Lower + Lower.ToUpperInvariant() + Digits, 32))),
        Form("40 digits", static () => Text(Random(Digits, 40))),
        Form("32 characters of a password manager", static () => Text(Random(Printable, 32))),
        Form("50 characters of Django", static () => Text(Random(Lower + Digits + "!@#$%^&*(-_=+)", 50))),
    ];

    [TestCaseSource(nameof(Generated))]
    public void No_generated_secret_is_refused(Func<byte[]> generate)
    {
        for (var i = 0; i < Samples; i++)
        {
            var secret = generate();

            SecretStrength.Check(secret, 32).Should().Be(SecretWeakness.None, "{0}", Encoding.Latin1.GetString(secret));
        }
    }

    [TestCase("your-256-bit-secretyour-256-bit-secret")]
    [TestCase("secretsecretsecretsecretsecretsecret")]
    [TestCase("changemechangemechangemechangeme")]
    [TestCase("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [TestCase("0123456789abcdef0123456789abcdef")]
    [TestCase("12345678901234567890123456789012")]
    [TestCase("0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f")]
    [TestCase("Admin@123Admin@123Admin@123Admin@123")]
    [TestCase("asdfasdfasdfasdfasdfasdfasdfasdf")]
    public void A_repeated_pattern_is_refused(string secret) => Check(secret).Should().Be(SecretWeakness.Repeated);

    [TestCase("a-string-secret-at-least-256-bits-long")]
    [TestCase("The quick brown fox jumps over the lazy dog")]
    [TestCase("Lorem ipsum dolor sit amet consectetur")]
    [TestCase("correct horse battery staple correct")]
    [TestCase("MySuperSecretKeyForJwtAuthentication")]
    [TestCase("ThisKeyMustBeAtLeast32CharactersLong!!")]
    [TestCase("replace-this-with-a-secure-random-secret-key")]
    [TestCase("JWT_SECRET_KEY_CHANGE_ME_IN_PRODUCTION")]
    [TestCase("IAmTheVeryModelOfAModernMajorGeneral")]
    [TestCase("esta es mi clave secreta muy larga para jwt")]
    [TestCase("ceci est ma cle secrete tres longue")]
    [TestCase("이것은 나의 비밀 키입니다 아주 길어요")]
    [TestCase("это мой секретный ключ для токенов")]
    public void Words_are_refused(string secret) => Check(secret).Should().Be(SecretWeakness.Words);

    [TestCase("0123456789abcdefghijklmnopqrstuvwxyz")]
    [TestCase("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")]
    [TestCase("zyxwvutsrqponmlkjihgfedcba9876543210")]
    [TestCase("qwertyuiopasdfghjklzxcvbnm1234567890")]
    [TestCase("1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.")]
    [TestCase("aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbb")]
    [TestCase("shhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhh")]
    [TestCase("SecretKey_1234567890_abcdefghijklmnop")]
    [TestCase("this_is_my_super_secret_key_for_jwt")]
    [TestCase("S3cr3tK3yF0rJwtS3cr3tK3yF0rJwt!!")]
    [TestCase("12345678-1234-1234-1234-123456789abc")]
    [TestCase("company-name-production-jwt-2023-v1")]
    public void Sequences_and_words_between_them_are_refused(string secret) => Check(secret).Should().Be(SecretWeakness.Predictable);

    [TestCase("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow")]
    [TestCase("hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg")]
    public void A_secret_that_a_specification_published_is_refused(string secret)
    {
        Check(secret).Should().Be(SecretWeakness.Published);
        SecretStrength.Check(Base64Url.DecodeFromChars(secret), 32).Should().Be(SecretWeakness.Published);
    }

    [Test]
    public void Bytes_that_follow_a_rule_are_refused()
    {
        SecretStrength.Check(new byte[32], 32).Should().Be(SecretWeakness.Repeated);
        SecretStrength.Check([.. Enumerable.Repeat((byte)0xFF, 64)], 64).Should().Be(SecretWeakness.Repeated);
        SecretStrength.Check([.. Enumerable.Range(0, 32).Select(static i => (byte)i)], 32).Should().Be(SecretWeakness.Predictable);
        SecretStrength.Check([.. Enumerable.Range(0, 40).Select(static i => (byte)(i * 5))], 32).Should().Be(SecretWeakness.Predictable);
        SecretStrength.Check([.. new byte[24], .. RandomNumberGenerator.GetBytes(8)], 32).Should().Be(SecretWeakness.Predictable);
    }

    [Test]
    public void A_pattern_that_is_a_secret_of_its_own_may_be_repeated()
    {
        var secret = RandomNumberGenerator.GetBytes(32);

        SecretStrength.Check([.. secret, .. secret], 32).Should().Be(SecretWeakness.None);
        SecretStrength.Check([.. secret, .. secret], 64).Should().Be(SecretWeakness.Repeated);
    }

    [Test]
    public void A_long_secret_is_checked_in_time()
    {
        SecretStrength.Check(new byte[1_000_000], 32).Should().Be(SecretWeakness.Repeated);
        SecretStrength.Check(Text(string.Concat(Enumerable.Repeat("secret", 100_000)) + "!"), 32).Should().NotBe(SecretWeakness.None);
        SecretStrength.Check(RandomNumberGenerator.GetBytes(1_000_000), 32).Should().Be(SecretWeakness.None);
    }

    [TestCase("replace-this-with-a-secure-random-secret-key", "consists of words")]
    [TestCase("qwertyuiopasdfghjklzxcvbnm1234567890", "consists of sequences, words and repetitions")]
    [TestCase("changemechangemechangemechangeme", "repeats one character or a short pattern")]
    [TestCase("base64:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "repeats one character or a short pattern")]
    [TestCase("hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg", "was published in a specification or a tutorial")]
    [TestCase("base64:hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg", "was published in a specification or a tutorial")]
    public void A_weak_secret_stops_the_start_and_what_the_message_says_makes_one_that_does_not(string secret, string cause)
    {
        TestService Start(string text) => new(cfg => cfg.SecretKey = text);
        TestService StartWithRefreshSecret(string text) => new(cfg => cfg.Keys.RefreshSecrets.Add(text));

        FluentActions.Invoking(() => Start(secret)).Should().Throw<OptionsValidationException>()
            .WithMessage($"*SecretKey {cause}* (RFC 8725, 3.5). Create one with: openssl rand -base64 32")
            .Which.Message.Should().NotContain(secret);
        FluentActions.Invoking(() => StartWithRefreshSecret(secret)).Should().Throw<OptionsValidationException>()
            .WithMessage($"*Keys.RefreshSecrets[0] {cause}*");
        FluentActions.Invoking(() => JwtKey.FromSecret(secret)).Should().Throw<ArgumentException>().WithMessage($"The secret {cause}*");
        FluentActions.Invoking(() => JwtKey.FromJwk($$"""{"kty":"oct","k":"{{Base64Url.EncodeToString(new byte[32])}}"}"""))
            .Should().Throw<ArgumentException>().WithMessage("The JWK repeats one character*");
        JwtKey.FromSecret("base64:" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))).CanSign.Should().BeTrue();
    }

    private static SecretWeakness Check(string secret) => SecretStrength.Check(Encoding.UTF8.GetBytes(secret), 32);

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static string Random(string characters, int length) => RandomNumberGenerator.GetString(characters, length);

    // A UUID of version 4, of the random bytes that every generator uses.
    private static string Uuid()
    {
        var bytes = RandomNumberGenerator.GetBytes(16);
        bytes[6] = (byte)(bytes[6] & 0x0F | 0x40);
        bytes[8] = (byte)(bytes[8] & 0x3F | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    private static TestCaseData Form(string name, Func<byte[]> generate) => new TestCaseData(generate).SetArgDisplayNames(name);
}

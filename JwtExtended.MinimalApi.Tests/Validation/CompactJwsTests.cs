using System.Text;
using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Validation;

namespace JwtExtended.MinimalApi.Tests.Validation;

/// <summary>The form of a compact text alone: what is refused here costs no decoding.</summary>
public sealed class CompactJwsTests
{
    [TestCase(".YQ.YQ", "three parts")]
    [TestCase("YQ..YQ", "three parts")]
    [TestCase("YQ.YQ.", "three parts")]
    [TestCase("YQ.YQ", "three parts")]
    [TestCase("YQ", "three parts")]
    [TestCase("YQ.YQ.YQ.YQ", "three parts")]
    [TestCase("YQ.YQ.YQ.", "three parts")]
    [TestCase("YR.YQ.YQ", "canonical")]
    [TestCase("YQ.YR.YQ", "canonical")]
    [TestCase("YQ.YQ.YR", "canonical")]
    [TestCase("YWF.YQ.YQ", "canonical")]
    [TestCase("Y.YQ.YQ", "canonical")]
    [TestCase("YWFhY.YQ.YQ", "canonical")]
    [TestCase("YQ=.YQ.YQ", "character")]
    [TestCase("Y+.YQ.YQ", "character")]
    public void A_text_of_another_form_is_refused_for_its_reason(string text, string reason) =>
        CompactJws.Split(text, 100, out _)!.Reason.Should().Contain(reason);

    [TestCase("YQ.YWE.YWFh")]
    [TestCase("_w.-_8.____")]
    public void A_text_is_split_into_its_parts(string text)
    {
        var parts = text.Split('.');

        CompactJws.Split(text, text.Length, out var jws).Should().BeNull();

        (jws.Header.ToString(), jws.Payload.ToString(), jws.Signature.ToString()).Should().Be((parts[0], parts[1], parts[2]));
        jws.SigningInput.ToString().Should().Be($"{parts[0]}.{parts[1]}");
    }

    [Test]
    public void A_text_is_refused_from_the_first_character_too_many() =>
        CompactJws.Split("YQ.YQ.YQ", 7, out _)!.Reason.Should().Contain("MaxTokenLength");

    [TestCase("YQ", "a")]
    [TestCase("YWE", "aa")]
    [TestCase("YWFh", "aaa")]
    public void A_part_is_decoded_to_its_bytes(string part, string text) =>
        Encoding.UTF8.GetString(CompactJws.Decode(part)).Should().Be(text);

    // The decoder of .NET skips white space and takes padding.
    [TestCase("YQ  ")]
    [TestCase("YQ==")]
    [TestCase("Y?FhYWFh")]
    public void A_part_whose_characters_were_not_checked_is_never_decoded(string part) =>
        FluentActions.Invoking(() => CompactJws.Decode(part)).Should().Throw<InvalidOperationException>();

    [Test]
    public void A_good_token_without_its_signature_is_malformed()
    {
        var service = new TestService();
        var good = service.Jwt.CreateAccessToken("alice");

        service.ReadRefused(good[..(good.LastIndexOf('.') + 1)]).Should().Be(JwtErrorCode.TokenMalformed);
    }
}

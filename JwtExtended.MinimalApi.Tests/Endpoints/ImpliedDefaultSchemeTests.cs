using JwtExtended.MinimalApi.Endpoints;
using JwtExtended.MinimalApi.Tests.Authentication;
using Microsoft.AspNetCore.Authentication;

namespace JwtExtended.MinimalApi.Tests.Endpoints;

/// <summary>The default scheme of an application that names none.</summary>
public sealed class ImpliedDefaultSchemeTests
{
    [TestCase("", null)]
    [TestCase("own", "own")]
    [TestCase("own other", "other")]
    [TestCase("own other another", null)]
    public void It_is_the_only_other_scheme_or_that_of_the_package(string schemes, string? expected)
    {
        var options = new AuthenticationOptions();
        foreach (var name in schemes.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            options.AddScheme(name, scheme => scheme.HandlerType = name == "own" ? typeof(JwtAuthenticationHandler) : typeof(FrankHandler));

        new ImpliedDefaultScheme().PostConfigure(null, options);

        options.DefaultScheme.Should().Be(expected);
    }
}

using JwtExtended.MinimalApi.Endpoints;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Generated;
using Microsoft.AspNetCore.Routing.Patterns;

namespace JwtExtended.MinimalApi.Tests.Endpoints;

/// <summary>What a form brings by itself is turned off where the app protects the endpoint, and only as long as it does.</summary>
public sealed class FormAntiforgeryTests
{
    [Test]
    public async Task What_generated_code_brings_is_turned_off_once()
    {
        await using var app = await TestApp.StartAsync(_ => { });
        var builder = BuilderFor(app.App.Services, new RequireJwtAttribute());

        FormAntiforgery.AddTo(builder);
        FormAntiforgery.AddTo(builder);

        Validations(builder).Should().Equal(true, false);
    }

    [Test]
    public async Task It_is_turned_on_again_by_what_makes_the_token_optional()
    {
        await using var app = await TestApp.StartAsync(_ => { });
        var builder = BuilderFor(app.App.Services, new RequireJwtAttribute());
        FormAntiforgery.AddTo(builder);
        builder.Metadata.Add(new RequirementPart { Presence = TokenPresence.Optional });

        FormAntiforgery.AddTo(builder);

        Validations(builder).Should().Equal(true);
    }

    [Test]
    public async Task It_stays_without_Initialize_and_without_a_requirement()
    {
        await using var app = await TestApp.StartAsync(_ => { });
        await using var other = TestApp.CreateBuilder().Build();
        var uninitialized = BuilderFor(other.Services, new RequireJwtAttribute());
        var unprotected = BuilderFor(app.App.Services);

        FormAntiforgery.AddTo(uninitialized);
        FormAntiforgery.AddTo(unprotected);

        Validations(uninitialized).Should().Equal(true);
        Validations(unprotected).Should().Equal(true);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task What_the_application_adds_decides_wherever_it_stands(bool required)
    {
        await using var app = await TestApp.StartAsync(_ => { });
        var builder = BuilderFor(app.App.Services, new RequireJwtAttribute());
        builder.Metadata.Insert(0, new RequireAntiforgeryTokenAttribute(required));

        FormAntiforgery.AddTo(builder);

        Validations(builder)[^1].Should().Be(required);
    }

    [Test]
    public async Task Nothing_is_turned_off_where_no_form_is_expected()
    {
        await using var app = await TestApp.StartAsync(_ => { });
        var builder = BuilderFor(app.App.Services, new RequireJwtAttribute());
        builder.Metadata.RemoveAt(0);

        FormAntiforgery.AddTo(builder);

        Validations(builder).Should().BeEmpty();
    }

    private static RouteEndpointBuilder BuilderFor(IServiceProvider services, params object[] metadata)
    {
        var builder = new RouteEndpointBuilder(_ => Task.CompletedTask, RoutePatternFactory.Parse("/"), 0)
        {
            ApplicationServices = services,
        };
        builder.Metadata.Add(new AntiforgeryMetadata());
        foreach (var item in metadata)
            builder.Metadata.Add(item);
        return builder;
    }

    private static bool[] Validations(RouteEndpointBuilder builder) =>
        [.. builder.Metadata.OfType<IAntiforgeryMetadata>().Select(static item => item.RequiresValidation)];
}

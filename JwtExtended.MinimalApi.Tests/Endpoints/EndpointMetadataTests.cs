using System.Reflection;
using JwtExtended.MinimalApi.Endpoints;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.Routing.Patterns;

namespace JwtExtended.MinimalApi.Tests.Endpoints;

/// <summary>What the conventions add to an endpoint, and what they read from it.</summary>
public sealed class EndpointMetadataTests
{
    [Test]
    public async Task A_described_error_does_not_stand_for_the_description_of_success()
    {
        await using var app = await TestApp.StartAsync(routes => routes.MapGet("/me", () => Results.Ok()).Produces(400).RequireJwt());

        var described = DirectRequest.EndpointOf(app, "/me").Metadata.OfType<IProducesResponseTypeMetadata>();

        described.Select(static response => response.StatusCode).Should().Contain([200, 400, 401, 403]);
    }

    [Test]
    public void The_filters_of_an_endpoint_are_described_once_however_often_that_is_done()
    {
        var builder = new RouteEndpointBuilder(_ => Task.CompletedTask, RoutePatternFactory.Parse("/"), 0);

        FilterAttachment.Describe(builder);
        FilterAttachment.Describe(builder);

        builder.Metadata.OfType<FilterAttachment>().Should().ContainSingle();
    }

    [Test]
    public void An_endpoint_is_kept_out_of_the_output_cache_at_once_and_not_only_when_its_filters_are_built()
    {
        var builder = new RouteEndpointBuilder(_ => Task.CompletedTask, RoutePatternFactory.Parse("/"), 0);

        LastMetadata.AddTo(builder);

        builder.Metadata.Should().ContainSingle().Which.Should().BeOfType<OutputCacheAttribute>().Which.NoStore.Should().BeTrue();
        builder.FilterFactories.Should().ContainSingle();
    }

    [Test]
    public void An_endpoint_is_kept_out_of_the_output_cache_by_one_attribute_after_all_others()
    {
        var builder = new RouteEndpointBuilder(_ => Task.CompletedTask, RoutePatternFactory.Parse("/"), 0);
        OutputCacheOptOut.AddTo(builder);
        builder.Metadata.Add(new OutputCacheAttribute { Duration = 60 });

        OutputCacheOptOut.AddTo(builder);

        builder.Metadata.OfType<OutputCacheAttribute>().Select(static cache => cache.NoStore).Should().Equal(false, true);
    }

    [Test]
    public void A_type_that_is_only_named_Token_is_found_without_a_description_of_how_it_is_bound()
    {
        var method = typeof(EndpointMetadataTests).GetMethod(nameof(Handle), BindingFlags.NonPublic | BindingFlags.Static)!;
        var endpoint = new Endpoint(null, new EndpointMetadataCollection(method), "it");

        OtherTokenTypeRule.Check(endpoint, "it").Should().Contain("is not the Token of JwtExtended.MinimalApi");
    }

    [Test]
    public async Task An_endpoint_of_every_method_may_require_the_same_origin()
    {
        await using var app = await TestApp.StartAsync(
            routes => routes.Map("/login", () => "ok").WithMetadata(new HttpMethodMetadata([])).RequireSameOrigin());

        (await app.SendAsync(HttpMethod.Post, "/login")).Should().BeOk("ok");
    }

    private static string Handle(Foreign.Token token) => token.ToString()!;
}

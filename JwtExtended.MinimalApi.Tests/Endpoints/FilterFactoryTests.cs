using System.Net;
using System.Reflection;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Endpoints;

/// <summary>Attributes that MVC creates by their type are in no metadata: they stop the start, or refuse.</summary>
public sealed class FilterFactoryTests
{
    [Test]
    public async Task A_global_filter_by_type_stops_the_start_and_the_cure_protects()
    {
        var byType = () => StartAsync(static options => options.Filters.Add<RequireJwtAttribute>());
        var byService = () => StartAsync(static options => options.Filters.AddService<RequireFreshJwtAttribute>());
        await using var app = await StartAsync(static options => options.Filters.Add(new RequireJwtAttribute()));

        await byType.Should().ThrowAsync<InvalidOperationException>()
            .WithMessage("*Endpoint 'GET /plain'*created by a filter factory*options.Filters.Add(new RequireJwtAttribute())*");
        await byService.Should().ThrowAsync<InvalidOperationException>().WithMessage("*created by a filter factory*");
        foreach (var path in new[] { "/plain", "/maybe" })
        {
            (await app.GetAsync(path)).Should().BeRefused(JwtErrorCode.TokenMissing);
            (await app.GetAsync(path, app.Jwt.CreateAccessToken("alice"))).Should().BeOk();
        }
    }

    [TestCase("nothing", "/plain")]
    [TestCase("nothing", "/maybe")]
    [TestCase("required", "/plain")]
    [TestCase("optional", "/plain")]
    [TestCase("open", "/plain")]
    public async Task An_attribute_of_another_factory_refuses_and_its_neighbor_without_one_does_not(string call, string path)
    {
        await using var app = await StartAsync(static options => options.Filters.Add(new AdminFactory()), call);
        await using var without = await StartAsync(static _ => { }, call);
        var admin = app.Jwt.CreateAccessToken("ada", "ADMIN");

        (await app.GetAsync(path)).StatusCode.Should().BeOneOf(HttpStatusCode.InternalServerError, HttpStatusCode.Unauthorized);
        (await app.GetAsync(path, admin)).StatusCode.Should().Be(HttpStatusCode.InternalServerError);
        (await without.GetAsync(path, without.Jwt.CreateAccessToken("ada"))).Should().BeOk();
    }

    private static Task<TestApp> StartAsync(Action<MvcOptions> configure, string call = "nothing") => TestApp.StartAsync(
        routes =>
        {
            var controllers = routes.MapControllers();
            _ = call switch
            {
                "required" => controllers.RequireJwt(),
                "optional" => controllers.OptionalJwt(),
                "open" => controllers.WithoutJwt(),
                _ => controllers,
            };
        },
        build: builder =>
        {
            builder.Environment.ApplicationName = typeof(FilteredController).Assembly.GetName().Name!;
            builder.Services.AddSingleton<RequireFreshJwtAttribute>().AddControllers(configure)
                .ConfigureApplicationPartManager(static parts => parts.FeatureProviders.Add(new FilteredControllerOnly()));
        });

    [AttributeUsage(AttributeTargets.Class)]
    private sealed class AdminFactory : Attribute, IFilterFactory
    {
        public bool IsReusable => true;

        public IFilterMetadata CreateInstance(IServiceProvider serviceProvider) => new RequireJwtAttribute { Allow = ["ADMIN"] };
    }

    private sealed class FilteredControllerOnly : ControllerFeatureProvider
    {
        protected override bool IsController(TypeInfo typeInfo) => typeInfo == typeof(FilteredController);
    }
}

/// <summary>What the filters are for.</summary>
[ApiController]
internal sealed class FilteredController : ControllerBase
{
    [HttpGet("/plain")]
    public string Plain() => "plain" + Request.Path;

    [HttpGet("/maybe")]
    public string Maybe(Token? token) => "maybe " + Request.Path + token?.Identity;
}

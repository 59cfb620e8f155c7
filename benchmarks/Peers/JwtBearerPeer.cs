using JwtExtended.MinimalApi.Benchmarks.Support;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Benchmarks.Peers;

/// <summary>Microsoft.AspNetCore.Authentication.JwtBearer as the default scheme, with authorization.</summary>
internal static class JwtBearerPeer
{
    public static void Add(IServiceCollection services, BenchmarkKey key, string? kid = null) => services.AddAuthorization()
        .AddAuthentication(JwtBearerDefaults.AuthenticationScheme)
        .AddJwtBearer(options => options.TokenValidationParameters = IdentityModelPeer.ParametersFor(key, kid));
}

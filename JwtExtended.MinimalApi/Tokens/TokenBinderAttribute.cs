using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ModelBinding.Validation;

namespace JwtExtended.MinimalApi.Tokens;

/// <summary>Lets MVC bind the token of the request, and never a part of the request, to parameters of actions and page handlers.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TokenBinderAttribute : ModelBinderAttribute
{
    public TokenBinderAttribute()
        : base(typeof(Binder)) =>
        // Nothing that a caller sends, to API descriptions too.
        BindingSource = BindingSource.Special;

    [SuppressMessage("Performance", "CA1812", Justification = "MVC creates it.")]
    private sealed class Binder : IModelBinder
    {
        public async Task BindModelAsync(ModelBindingContext bindingContext)
        {
            var token = await TokenFeature.BindAsync(bindingContext.HttpContext);
            // A verified token is valid: its properties are not for validators.
            if (token is not null)
                bindingContext.ValidationState.Add(token, new ValidationStateEntry { SuppressValidation = true });
            bindingContext.Result = ModelBindingResult.Success(token);
        }
    }
}

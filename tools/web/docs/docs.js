// No outside address: without this the viewer would send the document to a validator on the net.
SwaggerUIBundle({ url: '/openapi.json', dom_id: '#viewer', deepLinking: true, validatorUrl: null })
